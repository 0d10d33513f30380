import Files
import TestSupport
import Testing
import Values

@testable import State

/// States and journals as released versions wrote them are read for good: `Tests/Fixtures/state-*`.
///
/// Each folder holds a stack of the routes `first` and `third` whose apply was killed: it had updated `first`, and was
/// creating `second` and deleting `third`.
struct ReleasedFormatTests {
    private static let fixtures = Path.folder(of: Path.folder(of: #filePath)) + "/Fixtures/"

    /// A copy of a fixture, as the next run finds it.
    private func store(_ fixture: String, in folder: TemporaryFolder) throws -> StateStore {
        let store = try StateStore.open(StateLocation(path: folder.path + "/state.json"))
        for suffix in ["", ".journal"] {
            let bytes = try DurableFile.read(Self.fixtures + fixture + "/state.json" + suffix)
            try DurableFile.replace(store.path + suffix, with: #require(bytes))
        }
        return store
    }

    /// Format 1.0 without runs: nothing says whether state and journal belong together, so all is looked up.
    @Test func withoutRuns() async throws {
        let folder = try TemporaryFolder()
        let store = try store("state-1.0", in: folder)
        let state = try #require(try store.load())
        #expect(state.lineage == "b076066d-e9ac-4436-a644-db185f6fd5d5")
        #expect(state.serial == 1)
        #expect(state.run == nil)
        #expect(state.routes.map(\.key.name) == ["first", "third"])
        #expect(String(decoding: StateCodec.encode(state), as: UTF8.self) == text(store.path))
        let pending = try #require(try store.pending(for: state))
        #expect(pending.command == "apply")
        #expect(pending.startedAt == "2026-11-26T03:28:46Z")
        #expect(pending.run == nil)
        #expect(!pending.isOfThisState)
        #expect(pending.settled.isEmpty)
        #expect(
            pending.inDoubt.map { "\($0.action.rawValue) \($0.key.name)" } == [
                "update first", "create second", "delete third",
            ])
        #expect(pending.inDoubt.map { $0.uid != nil } == [true, false, true])
        let lock = try await store.lock(command: "apply")
        let saved = try lock.settle(pending, saving: state)
        #expect(saved.run != nil)
        #expect(try store.pending(for: saved) == nil)
    }

    /// Format 1.0 with runs: what the journal knows is known, and the rest is looked up.
    @Test func withRuns() throws {
        let folder = try TemporaryFolder()
        let store = try store("state-1.0-runs", in: folder)
        let state = try #require(try store.load())
        #expect(state.run != nil)
        #expect(String(decoding: StateCodec.encode(state), as: UTF8.self) == text(store.path))
        let pending = try #require(try store.pending(for: state))
        #expect(pending.isOfThisState)
        #expect(pending.run != nil && pending.run != state.run)
        #expect(pending.settled.map { "\($0.intent.action.rawValue) \($0.intent.key.name)" } == ["update first"])
        #expect(pending.inDoubt.map { "\($0.action.rawValue) \($0.key.name)" } == ["create second", "delete third"])
    }

    private func text(_ path: String) -> String? {
        ((try? DurableFile.read(path)) ?? nil).map { String(decoding: $0, as: UTF8.self) }
    }
}
