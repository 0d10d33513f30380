import Files
import GatewayAPI
import Synchronization
import Testing
import Values

@testable import Sandbox

/// What a sandbox does that cannot save: it refuses the change, serves what is saved, and goes on once there is room.
struct FullDiskTests {
    private static let noSpace: CInt = 28
    private static let merge = "application/merge-patch+json"

    /// The steps of saving that fail together.
    static let faults: [Set<FileError.Operation>] = [
        [.write], [.sync], [.write, .truncate], [.write, .truncate, .create], [.write, .truncate, .rename],
        [.write, .truncate, .remove],
    ]

    private static func failing<Result>(
        _ operations: Set<FileError.Operation>, _ body: () async -> Result
    ) async -> Result {
        await FileFaults.$beforeCall.withValue({ operation, _ in operations.contains(operation) ? noSpace : 0 }) {
            await body()
        }
    }

    @Test(arguments: faults)
    func aChangeThatCannotBeSavedIsTakenBack(_ operations: Set<FileError.Operation>) async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            _ = await api.create(route("kept", labels: ["k": "v"]))
            let before = await api.send("GET", TestAPI.routes)
            let refused = await Self.failing(operations) {
                [
                    await api.create(route("new")), await api.apply(route("kept", port: 1), as: "m", "&force=true"),
                    await api.send("DELETE", TestAPI.routes + "/kept"), await api.create(route("new")),
                ]
            }
            for answer in refused {
                #expect(answer.code == 500)
                #expect(
                    answer.message.hasPrefix("Internal error occurred: the sandbox cannot save its data: cannot "),
                    "\(answer.text)")
            }
            #expect(await api.send("GET", TestAPI.routes).text == before.text)
            // There is room again.
            let created = await api.create(route("later"))
            #expect((created.code, created.version) == (201, "7"))
            #expect(await api.send("DELETE", TestAPI.routes + "/kept").code == 200)
            let after = await api.send("GET", TestAPI.routes).text
            #expect(try await TestAPI.open(folder).send("GET", TestAPI.routes).text == after)
        }
    }

    /// While nothing can be saved, reading goes on.
    @Test func readingNeedsNoRoom() async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            let created = await api.create(route())
            let read = await Self.failing([.write]) {
                _ = await api.create(route("new"))
                return await api.send("GET", TestAPI.routes + "/db")
            }
            #expect(read.text == created.text)
        }
    }

    @Test func watchesGoOnAndNeverSeeWhatWasTakenBack() async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            let store = api.server.store
            _ = await Self.failing([.write]) { await api.create(route("refused")) }
            async let changes = store.changes(after: 5, of: [Resource.tcpRouteCollection])
            _ = await Self.failing([.write]) { await api.create(route("refused")) }
            _ = await api.create(route("saved"))
            guard case .events(let events, let upTo) = await changes else {
                Issue.record("the watch ended")
                return
            }
            #expect(events.map(\.object.key.name) == ["saved"])
            #expect(upTo == 6)
        }
    }

    /// Changes share a save; every answer is true of what is found afterwards.
    @Test func everyAnswerIsTrueOfWhatIsOnDisk() async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            let writes = Counter()
            let answers = await FileFaults.$beforeCall.withValue({ operation, _ in
                operation == .write && writes.next() % 3 == 0 ? Self.noSpace : 0
            }) {
                var answers: [String: Int] = [:]
                // However many of a round share a save, each round has one of its own: some fail and some do not.
                for round in 0..<12 {
                    await withTaskGroup(of: (String, Int).self) { group in
                        for index in 0..<25 {
                            let name = "r\(round)-\(index)"
                            group.addTask { (name, await api.create(route(name)).code) }
                        }
                        for await (name, code) in group { answers[name] = code }
                    }
                }
                return answers
            }
            let list = try await TestAPI.open(folder).send("GET", TestAPI.routes)
            let found = Set(list["items"]?.array?.compactMap { $0["metadata"]?["name"]?.string } ?? [])
            #expect(found == Set(answers.filter { $0.value == 201 }.keys))
            #expect(Set(answers.values) == [201, 500])
            #expect(await api.send("GET", TestAPI.routes).text == list.text)
        }
    }

    /// A snapshot that cannot be written is tried again, and nothing depends on it meanwhile.
    @Test func aJournalThatCannotBeFoldedGoesOn() async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            let filler = String(repeating: "x", count: 200_000)
            var large = route("large")
            for index in 0..<8 {
                large.withMember("metadata") { $0?.set("annotations", ["note": .string("\(index)\(filler)")]) }
                let answer = await Self.failing([.rename]) { await api.apply(large, as: "m") }
                #expect(answer.code < 300)
            }
            #expect(try DurableFile.read(StoreJournal.snapshotPath(folder)) == nil)
            let before = await api.send("GET", TestAPI.routes).text
            #expect(try await TestAPI.open(folder).send("GET", TestAPI.routes).text == before)
        }
    }
}
