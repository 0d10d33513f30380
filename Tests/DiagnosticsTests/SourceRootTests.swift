import Diagnostics
import Testing

/// Inputs are named as the root of the checkout sees them.
struct SourceRootTests {
    @Test(arguments: [
        ("a.yaml", "a.yaml"), ("./routes//a.yaml", "routes/a.yaml"), ("routes/../a.yaml", "a.yaml"),
        ("/repo/routes/a.yaml", "routes/a.yaml"), ("/repo", "."), (".", "."),
        ("../other/a.yaml", "file:///other/a.yaml"), ("/etc/a.yaml", "file:///etc/a.yaml"),
        ("../../../a.yaml", "file:///a.yaml"), ("/repository/a.yaml", "file:///repository/a.yaml"),
        ("a b#c?.yaml", "a%20b%23c%3F.yaml"), ("50%.yaml", "50%25.yaml"), ("a:b.yaml", "a%3Ab.yaml"),
        ("ä.yaml", "%C3%A4.yaml"), ("[a](b).yaml", "%5Ba%5D(b).yaml"), ("a\nb.yaml", "a%0Ab.yaml"),
        ("/etc/a b.yaml", "file:///etc/a%20b.yaml"), ("<stdin>", "%3Cstdin%3E"), ("--set", "--set"),
        ("./--set", "--set"), ("https://example.com/a.yaml?b=%20c#d", "https://example.com/a.yaml?b=%20c#d"),
        ("https://example.com/a b\"", "https://example.com/a%20b%22"),
    ])
    func uri(name: String, expected: String) {
        #expect(SourceRoot(workingDirectory: "/repo").source(named: name).uri == expected)
    }

    @Test func onlyFilesHavePaths() {
        let root = SourceRoot(workingDirectory: "/repo")
        #expect(root.source(named: "./a b.yaml") == .inside("a b.yaml"))
        #expect(root.source(named: "./--set") == .inside("--set"))
        #expect(root.source(named: "/etc/a.yaml") == .outside("/etc/a.yaml"))
        #expect(root.source(named: "/etc/a.yaml").path == "/etc/a.yaml")
        for name in ["<stdin>", "--set", "https://example.com/a.yaml"] {
            #expect(root.source(named: name).path == nil)
        }
    }

    /// A step of a CI job may run in a folder of the checkout.
    @Test func theWorkspaceIsTheRootFromInsideOfIt() {
        func source(_ name: String, in directory: String, _ workspaces: [String]) -> ReportedSource {
            SourceRoot(workingDirectory: directory, workspaces: workspaces).source(named: name)
        }
        #expect(source("a.yaml", in: "/home/ci/repo/routes", ["/home/ci/repo"]) == .inside("routes/a.yaml"))
        #expect(source("../a.yaml", in: "/home/ci/repo/routes", ["/home/ci/repo/"]) == .inside("a.yaml"))
        #expect(
            source("a.yaml", in: "/home/ci/repo/routes", ["", "/else", "/home/ci/repo"]) == .inside("routes/a.yaml"))
        #expect(source("a.yaml", in: "/tmp/x", ["/home/ci/repo"]) == .inside("a.yaml"))
        #expect(source("a.yaml", in: "/tmp/x", ["/"]) == .inside("a.yaml"))
        #expect(source("a.yaml", in: "/tmp/x", ["relative"]) == .inside("a.yaml"))
        #expect(source("a.yaml", in: "", []) == .inside("a.yaml"))
    }
}
