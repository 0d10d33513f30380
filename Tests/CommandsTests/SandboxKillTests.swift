import FoundationEssentials
import Synchronization
import TestSupport
import Testing
import Values

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// `openmcf sandbox`, killed at any moment.
struct SandboxKillTests {
    private static let configMaps = "/api/v1/namespaces/default/configmaps"
    private static let writerCount = 6

    /// What one client knows of its own object: the last value that was acknowledged, and the last that was sent.
    private struct Knowledge {
        var acknowledged = 0
        var sent = 0
        /// Objects whose creation was acknowledged, and not followed by a deletion that was sent.
        var kept: Set<String> = []
        /// Objects whose deletion was acknowledged.
        var gone: Set<String> = []
    }

    @Test func everyAcknowledgedWriteIsThereAfterAKill() async throws {
        let seed = SeededGenerator.testSeed
        print("seed \(seed)")
        var random = SeededGenerator(seed: seed)
        let workspace = try Workspace()
        var known = [Knowledge](repeating: Knowledge(), count: Self.writerCount)
        for round in 1...6 {
            let sandbox = try await ForegroundSandbox.start(["--data-dir", "data"], in: workspace)
            if round == 1 { try await makeCounters(on: sandbox) }
            try await expectAll(known, on: sandbox, "seed \(seed), round \(round)")
            let pause = Duration.milliseconds(Int.random(in: 20...300, using: &random))
            let before = known
            known = try await withThrowingTaskGroup(of: (Int, Knowledge).self) { group in
                for writer in 0..<Self.writerCount {
                    group.addTask { (writer, await self.write(writer, round, before[writer], on: sandbox)) }
                }
                try await Task.sleep(for: pause)
                sandbox.program.signal(SIGKILL)
                return try await group.reduce(into: before) { $0[$1.0] = $1.1 }
            }
            #expect(try await sandbox.program.wait().status == 128 + SIGKILL)
            try? FileManager.default.removeItem(atPath: workspace.folder + "/port")
        }
        let sandbox = try await ForegroundSandbox.start(["--data-dir", "data"], in: workspace)
        try await expectAll(known, on: sandbox, "seed \(seed), at the end")
        sandbox.program.signal(SIGTERM)
        #expect(try await sandbox.program.wait().status == 0)
        #expect(known.contains { $0.acknowledged > 0 }, "nothing was written before a kill, seed \(seed)")
    }

    private func makeCounters(on sandbox: ForegroundSandbox) async throws {
        for writer in 0..<Self.writerCount {
            try await succeed(
                "POST", Self.configMaps,
                ["metadata": ["name": .string("counter-\(writer)")], "data": ["number": "0"]], on: sandbox)
        }
    }

    /// Writes until the server is gone: raises a number, makes an object each time, and removes every other again.
    private func write(
        _ writer: Int, _ round: Int, _ before: Knowledge, on sandbox: ForegroundSandbox
    ) async -> Knowledge {
        var known = before
        let counter = "counter-\(writer)"
        while true {
            do {
                let number = known.sent + 1
                known.sent = number
                try await succeed(
                    "PATCH", Self.configMaps + "/" + counter, ["data": ["number": .string("\(number)")]], on: sandbox)
                known.acknowledged = number
                let name = "item-\(writer)-\(round)-\(number)"
                try await succeed("POST", Self.configMaps, ["metadata": ["name": .string(name)]], on: sandbox)
                known.kept.insert(name)
                guard number.isMultiple(of: 2) else { continue }
                known.kept.remove(name)
                try await succeed("DELETE", Self.configMaps + "/" + name, nil, on: sandbox)
                known.gone.insert(name)
            } catch {
                return known
            }
        }
    }

    private struct Refused: Error { let answer: Value }

    private func succeed(
        _ method: String, _ path: String, _ body: Value?, on sandbox: ForegroundSandbox
    ) async throws {
        let type = method == "PATCH" ? "application/merge-patch+json" : "application/json"
        let answer = try await sandbox.send(method, path, body, type: type)
        if answer["status"] == "Failure" {
            Issue.record("\(method) \(path): \(answer)")
            throw Refused(answer: answer)
        }
    }

    private func expectAll(_ known: [Knowledge], on sandbox: ForegroundSandbox, _ comment: Comment) async throws {
        let items = try await sandbox.get(Self.configMaps)["items"]?.array ?? []
        let names = Set(items.compactMap { $0["metadata"]?["name"]?.string })
        for (writer, knowledge) in known.enumerated() {
            let counter = items.first { $0["metadata"]?["name"]?.string == "counter-\(writer)" }
            let number = counter?["data"]?["number"]?.string.flatMap { Int($0) } ?? -1
            #expect((knowledge.acknowledged...knowledge.sent).contains(number), comment)
            #expect(knowledge.kept.subtracting(names).isEmpty, comment)
            #expect(knowledge.gone.isDisjoint(with: names), comment)
        }
    }
}
