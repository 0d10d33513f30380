import Files
import TestSupport
import Testing
import Values

@testable import State

/// A state and the journal beside it, read together.
struct StoredStateTests {
    let folder: TemporaryFolder
    let store: StateStore

    init() throws {
        folder = try TemporaryFolder()
        store = try folder.store
    }

    @Test func thereIsNoneAtFirst() throws {
        let stored = try store.look()
        #expect(stored.snapshot == nil)
        #expect(stored.recovered == nil)
        #expect(stored.pending == nil)
    }

    @Test func whatAnInterruptedRunDidIsRecoveredAndNotSaved() async throws {
        let lock = try await store.lock(command: "openmcf apply")
        let saved = try lock.save(snapshot(route("old")))
        do {
            let journal = try lock.begin("openmcf apply", on: saved)
            try journal.intend([intent(1, "new"), intent(2, "old", .delete, uid: "uid-old")])
            try journal.record([(1, .applied(route("new")))])
        }
        let stored = try store.look()
        #expect(stored.snapshot == saved)
        #expect(stored.pending?.writeCount == 2)
        #expect(stored.recovered?.routes.map(\.key.name) == ["new", "old"])
    }

    /// A file that did not change is not parsed again: a look that is told otherwise believes it.
    @Test func theSameFileIsParsedOnce() async throws {
        let saved = try await store.withLock(command: "openmcf test") { try $0.save(snapshot(route("a"))) }
        let first = try store.look()
        let told = StoredState(snapshot: snapshot(route("told")), pending: nil, bytes: first.bytes)
        #expect(try store.look(known: told).snapshot?.routes.map(\.key.name) == ["told"])

        var next = saved
        next.upsert(route("b"))
        let changed = try await store.withLock(command: "openmcf test") { [next] in try $0.save(next) }
        #expect(try store.look(known: told).snapshot == changed)
        #expect(try store.look(known: first).snapshot == changed)
    }

    @Test func aFileThatIsGoneIsNotTheKnownOne() async throws {
        _ = try await store.withLock(command: "openmcf test") { try $0.save(snapshot(route("a"))) }
        let first = try store.look()
        try DurableFile.remove(store.path)
        #expect(try store.look(known: first).snapshot == nil)
        #expect(try store.look(known: StoredState(saved: snapshot())).snapshot == nil)
    }

    @Test func anEmptyFileIsDamagedWhateverWasKnown() throws {
        try DurableFile.replace(store.path, with: [0x0A], createFolders: true)
        let anew = try store.look(startsAnew: true)
        #expect(anew.snapshot == nil)
        #expect(throws: StateError.self) { try store.look(known: anew) }
    }
}
