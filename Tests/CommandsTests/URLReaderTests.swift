import Diagnostics
import Manifests
import TestSupport
import Testing

@testable import Commands

/// What takes too long in a test of the program: the bounds in time, and addresses that nobody serves.
struct URLReaderTests {
    @Test(.timeLimit(.minutes(10)))
    func theTimeIsBounded() async throws {
        try await ScriptedServer.run([.hang]) { server in
            let url = try ManifestURL(server.url + "/a.yaml")
            let limits = URLReader.Limits(time: .milliseconds(1200))
            let result = try await URLReader.withReader(.system(), limits: limits) { await $0.read(url) }
            guard case .failure(let error) = result else {
                Issue.record("it was read")
                return
            }
            #expect(error.diagnostic.message == "the manifest did not arrive within 1 s")
            #expect(error.diagnostic.file == server.url + "/a.yaml")
        }
    }

    @Test(arguments: [
        ("https://github.com/o/r/blob/main/a/b.yaml", "https://raw.githubusercontent.com/o/r/main/a/b.yaml"),
        ("https://github.com/o/r/blob/v1/b.yaml?plain=1#L3", "https://raw.githubusercontent.com/o/r/v1/b.yaml"),
        ("https://git.example.com/g/r/-/blob/main/b.yaml", "https://git.example.com/g/r/-/raw/main/b.yaml"),
        ("https://github.com/o/r", nil), ("https://example.com/blob/b.yaml", nil),
    ])
    func rawAddresses(page: String, file: String?) throws {
        #expect(try ManifestURL(page).rawAddress == file)
    }

    @Test(arguments: [
        ("https://a", true), ("HTTP://a", true), ("s3://b/c", true), ("a.yaml", false), ("://a", false),
        ("dir/x://y", false),
        ("-", false), ("", false), ("C:/a", false),
    ])
    func whatIsMeantAsAURL(text: String, isURL: Bool) { #expect(ManifestURL.isURL(text) == isURL) }

    @Test(arguments: [
        ("http://localhost:1/", true), ("http://127.8.9.1", true), ("http://[::1]:80/a", true),
        ("http://127.0.0.1.example.com/", false), ("http://127.1.example/", false), ("http://10.0.0.1/", false),
        ("http://localhost.example.com/", false), ("https://example.com", true), ("https://a:65535/", true),
        ("https://a:65536/", false), ("https://a:0/", false), ("https://a:99999999999999999999/", false),
        ("https://u:1@a:/x", true), ("https://[::1]:70000/", false), ("http://127.0.0.1:99999/x", false),
    ])
    func whatMayBeRead(text: String, isAllowed: Bool) { #expect(((try? ManifestURL(text)) != nil) == isAllowed) }
}
