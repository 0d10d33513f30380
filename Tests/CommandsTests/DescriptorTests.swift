import TestSupport
import Testing
import Values

/// Standard streams that are closed, and too few descriptors.
struct DescriptorTests {
    /// Whatever is closed: no file takes the place of a stream, so nothing that is printed gets into one.
    @Test(arguments: ["<&-", ">&-", "2>&-", ">&- 2>&-", "<&- >&- 2>&-"])
    func nothingIsPrintedIntoAFile(_ closed: String) async throws {
        let workspace = try Workspace()
        try workspace.addExample("tcproute.yaml")
        let apply = "\"$0\" apply tcproute.yaml --sandbox \(closed)"
        var run = try await workspace.run("/bin/sh", ["-c", apply, Tools.openmcf])
        // It is applied, but its result arrived nowhere.
        #expect(run.status == (closed.split(separator: " ").contains(">&-") ? 1 : 0), "\(run.testDescription)")
        for file in workspace.files where file.hasPrefix(".openmcf/") {
            let text = workspace.read(file) ?? ""
            for printed in ["created TCPRoute", "Apply complete", "Plan:"] {
                #expect(!text.contains(printed), "\(file): \(text)")
            }
        }
        run = try await workspace.openmcf("plan", "tcproute.yaml", "--sandbox", "--detailed-exitcode")
        #expect(run.output == "Cluster: the sandbox\n\nNo changes. 1 route as declared.\n")
        #expect(run.status == 0)
    }

    /// The limits at which something is missing: at the start, for event loops, for connections.
    @Test(arguments: [6, 10, 14, 18, 22, 26, 30, 34, 38, 42, 46, 50, 56, 64])
    func tooFewAreAnError(_ limit: Int) async throws {
        let workspace = try Workspace()
        try workspace.write("routes.yaml", Self.manifests(100))
        let apply = "ulimit -n \(limit); \"$0\" apply routes.yaml --sandbox --parallelism 512 -o json"
        let run = try await workspace.run("/bin/sh", ["-c", apply, Tools.openmcf])
        let json = try run.json
        if run.status == 0 {
            #expect(json["summary"]?["created"] == 100)
        } else {
            #expect(run.status == 1, "\(run.testDescription)")
            #expect(json["error"]?["code"] == "too-few-descriptors")
            let message = json["error"]?["message"]?.string ?? ""
            #expect(message.hasPrefix("no more than \(limit) files may be open at a time, and this needs "))
            #expect(json["error"]?["help"] == "raise the limit before running the command again: ulimit -n 1024")
            #expect(workspace.files == ["routes.yaml"])
        }
    }

    /// As many as the error asks for are enough, for however few requests at a time.
    @Test func asManyAsAreAskedForAreEnough() async throws {
        let workspace = try Workspace()
        try workspace.write("routes.yaml", Self.manifests(100))
        var run = try await Self.apply(in: workspace, limit: 40)
        // What other tests leave open meanwhile is inherited, and more of it is asked for.
        for _ in 0..<5 {
            guard let needed = run.errors.firstMatch(of: /and this needs ([0-9]+)/)?.1 else { break }
            run = try await Self.apply(in: workspace, limit: #require(Int(needed)))
        }
        #expect(
            run.output == "Apply complete: 100 created, 0 updated, 0 deleted, 0 unchanged.\n", "\(run.testDescription)")
    }

    private static func apply(in workspace: Workspace, limit: Int) async throws -> Run {
        let apply = "ulimit -n \(limit); \"$0\" apply routes.yaml --sandbox --parallelism 512 -q"
        return try await workspace.run("/bin/sh", ["-c", apply, Tools.openmcf])
    }

    private static func manifests(_ count: Int) -> String {
        (0..<count).map { index in
            """
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesTcpRoute
            metadata: {name: r\(index)}
            spec:
              namespace: default
              parentRefs: [{name: gw, sectionName: s\(index)}]
              rules: [{backendRefs: [{name: db, port: 5432}]}]
            """
        }.joined(separator: "\n---\n")
    }
}
