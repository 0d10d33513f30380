import SandboxSupport
import TestSupport
import Testing

@testable import Commands

/// The count at the bottom of a terminal.
struct ProgressTests {
    private let start = ContinuousClock.now
    private let erasing = "\r\u{1B}[K"

    @Test func muchIsCountedFromTheBeginning() {
        let line = ProgressLine()
        #expect(line.begin(1000, of: "routes", now: start) == "0/1000 routes")
        #expect(line.step(now: start + .milliseconds(99)) == nil)
        #expect(line.step(now: start + .milliseconds(100)) == erasing + "2/1000 routes")
        for _ in 0..<509 { #expect(line.step(now: start + .milliseconds(150)) == nil) }
        #expect(line.step(now: start + .milliseconds(200)) == erasing + "512/1000 routes")
        #expect(line.above("one\n") == erasing + "one\n512/1000 routes")
        #expect(line.above("one") == erasing + "one\n512/1000 routes")
        for _ in 0..<487 { _ = line.step(now: start + .milliseconds(201)) }
        // The last one is never left out.
        #expect(line.step(now: start + .milliseconds(201)) == erasing + "1000/1000 routes")
        #expect(line.step(now: start + .seconds(9)) == nil)
        #expect(line.end() == erasing)
        #expect(line.end() == nil)
        #expect(line.above("one\n") == "one\n")
    }

    @Test func littleIsCountedOnceItTakesLong() {
        let line = ProgressLine()
        #expect(line.begin(3, of: "routes", now: start) == nil)
        #expect(line.step(now: start + .milliseconds(499)) == nil)
        #expect(line.above("one\n") == "one\n")
        #expect(line.step(now: start + .milliseconds(500)) == "2/3 routes")
        #expect(line.step(now: start + .milliseconds(501)) == erasing + "3/3 routes")
    }

    @Test func whatIsOverBeforeAnybodyReadsItIsNotCounted() {
        let line = ProgressLine()
        #expect(line.begin(1, of: "routes", now: start) == nil)
        #expect(line.step(now: start + .seconds(60)) == nil)
        #expect(line.end() == nil)
    }

    private static func manifest(_ number: Int) -> String {
        """
        apiVersion: kubernetes.openmcf.org/v1
        kind: KubernetesTcpRoute
        metadata: {name: r\(number)}
        spec: {namespace: db, parentRefs: [{name: g}], rules: [{backendRefs: [{name: pg, port: 1}]}]}
        ---

        """
    }

    @Test(
        .enabled(if: Tools.script != nil, "the program 'script' is not installed"),
        arguments: [("xterm", "", true), ("dumb", "", false), ("xterm", "-q", false)])
    func onATerminal(terminal: String, flag: String, isCounted: Bool) async throws {
        let workspace = try Workspace()
        try workspace.write("routes.yaml", (0..<30).map(Self.manifest).joined())
        try await TestCluster().run { server in
            let command = "'\(Tools.openmcf)' apply routes.yaml -y \(flag) --server \(server.url)"
            let run = try await workspace.run(
                try #require(Tools.script), ["-q", "-e", "-c", command, "/dev/null"], environment: ["TERM": terminal])
            #expect(run.status == 0, "\(run.testDescription)")
            #expect(run.output.contains("0/30 routes\(erasing)") == isCounted, "\(run.testDescription)")
            #expect(run.output.contains("\(erasing)30/30 routes\(erasing)") == isCounted)
            // Nothing stands in the same line as the count, or is left of it.
            let visible = run.output.split(separator: "\r\n").map { $0.split(separator: erasing).last ?? "" }
            #expect(visible.contains("created TCPRoute db/r0") == flag.isEmpty)
            #expect(!visible.contains { $0.contains("/30 routes") })
        }
    }

    @Test func elsewhereLinesArePlain() async throws {
        let workspace = try Workspace()
        try workspace.write("routes.yaml", (0..<30).map(Self.manifest).joined())
        try await TestCluster().run { server in
            let run = try await workspace.openmcf("apply", "routes.yaml", "--server", server.url)
            #expect(run.errors.split(separator: "\n").count { $0.hasPrefix("created TCPRoute db/r") } == 30)
            #expect(!run.errors.contains("/30"))
            #expect(!run.errors.contains("\r"))
        }
    }
}
