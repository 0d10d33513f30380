import Files
import TestSupport
import Testing
import Values

@testable import Commands

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The files that converted manifests go to.
struct ConvertFilesTests {
    static func route(_ name: String, _ namespace: String, rules: Int = 1, version: String = "v1") -> String {
        """
        ---
        apiVersion: gateway.networking.k8s.io/\(version)
        kind: TCPRoute
        metadata: {name: \(name), namespace: \(namespace)}
        spec: {rules: [\(Array(repeating: "{backendRefs: [{name: x, port: 1}]}", count: rules).joined(separator: ", "))]}

        """
    }

    @Test(
        arguments: [
            ([("a", "c"), ("b", "d")], ["c", "d"]),
            ([("z", "a.c"), ("a", "c")], ["a.c", "c"]),
            ([("a", "c"), ("ab", "c")], ["a.c", "ab.c"]),
            (
                [("ab", "c"), ("a", "c"), ("a", "b.c"), ("z", "b.c"), ("z", "a.c")],
                ["ab.c", "a.c", "a.b.c", "z.b.c", "z.a.c"]
            ),
            // Namespaces that are not known yet.
            ([("a", "c"), ("a", "c"), ("a", "c")], ["a.c", "a.c_2", "a.c_3"]),
            ([("a", "C"), ("a", "c")], ["a.C", "a.c_2"]),
        ] as [([(String, String)], [String])])
    func everyRouteHasAFileOfItsOwn(routes: [(String, String)], names: [String]) {
        #expect(ManifestFiles.names(of: routes.map { (namespace: $0.0, name: $0.1) }) == names)
    }

    @Test func namesWithDotsDoNotMeet() async throws {
        let workspace = try Workspace()
        let routes = [("c", "ab"), ("c", "a"), ("b.c", "a"), ("b.c", "z"), ("a.c", "z")]
        try workspace.write("col.yaml", routes.map { Self.route($0.0, $0.1) }.joined())
        let run = try await workspace.inProcess("convert", "col.yaml", "--out", workspace.folder + "/out/")
        #expect(run.errors == "Wrote 5 manifests to out/\n", "\(run.testDescription)")
        #expect(run.status == 0)
        for (name, namespace) in routes {
            let text = try #require(workspace.read("out/\(namespace).\(name).yaml"))
            #expect(text.contains("  name: \(name)\n") && text.contains("  namespace: \(namespace)\n"))
        }
    }

    /// Not even a folder, nor those above it.
    @Test func whereNothingIsWrittenThereIsNoFolder() async throws {
        let workspace = try Workspace()
        let name = Array(repeating: String(repeating: "n", count: 62), count: 4).joined(separator: ".")
        try workspace.write("long.yaml", Self.route(name, "db"))
        let run = try await workspace.inProcess("convert", "long.yaml", "--out", workspace.folder + "/new/dir/")
        #expect(
            run.errors == """
                error: nothing was written: no file can have the name '\(name).yaml', which is longer than 255 bytes
                  help: name one file for all with --out FILE.yaml, or leave --out out

                """, "\(run.testDescription)")
        #expect(run.status == 1)
        #expect(workspace.files == ["long.yaml"])
    }

    /// What is not there has no owner; and where the first file cannot be written, nothing is left behind.
    @Test(
        arguments: [
            (
                FileError.Operation.create, EACCES,
                "help: Check who owns the folder 'out/deep', and that you may write there."
            ),
            (.createFolder, EACCES, "help: Check who owns the folder '"),
            (.create, ENOSPC, "help: Free some disk space"),
        ] as [(FileError.Operation, CInt, String)])
    func aFailedWriteLeavesNothing(operation: FileError.Operation, number: CInt, help: String) async throws {
        let workspace = try Workspace()
        try workspace.write("one.yaml", Self.route("one", "db"))
        let run: Run = try await FileFaults.$beforeCall.withValue({ step, _ in step == operation ? number : 0 }) {
            try await workspace.inProcess("convert", "one.yaml", "--out", workspace.folder + "/out/deep/")
        }
        #expect(run.errors.hasPrefix("error: nothing was written: cannot \(operation.rawValue) 'out/deep"))
        #expect(run.errors.contains(help), "\(run.testDescription)")
        #expect(run.status == 1)
        #expect(!Path.exists(workspace.folder + "/out"))
    }

    @Test(arguments: [false, true])
    func theReportSaysWhichFilesThereAre(isFolder: Bool) async throws {
        let workspace = try Workspace()
        try workspace.write("two.yaml", Self.route("one", "db") + Self.route("two", "db"))
        let out = workspace.folder + (isFolder ? "/out/" : "/out.yaml")
        let run = try await workspace.inProcess("convert", "two.yaml", "--out", out, "-o", "json")
        #expect(run.status == 0, "\(run.testDescription)")
        let json = try run.json
        #expect(json["files"] == (isFolder ? ["out/one.yaml", "out/two.yaml"] : ["out.yaml", "out.yaml"]))
        #expect(json["manifests"]?.array?.map { $0["metadata"]?["name"] } == ["one", "two"])
        #expect(workspace.read(isFolder ? "out/two.yaml" : "out.yaml")?.contains("name: two") == true)
    }
}
