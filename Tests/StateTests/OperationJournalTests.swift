import Files
import Synchronization
import TestSupport
import Testing
import Values

@testable import State

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

struct OperationJournalTests {
    let folder: TemporaryFolder
    let store: StateStore

    init() throws {
        folder = try TemporaryFolder()
        store = try folder.store
    }

    @Test func whatAKilledRunLeavesIsPending() async throws {
        let lock = try await store.lock(command: "openmcf apply")
        let first = try lock.save(snapshot(route("old"), route("gone")))
        do {
            let journal = try lock.begin("openmcf apply", on: first)
            try journal.intend([
                intent(1, "new"), intent(2, "gone", .delete, uid: "uid-gone"), intent(3, "old", .update),
            ])
            try journal.record([(2, .deleted), (1, .applied(route("new")))])
        }
        let pending = try #require(try store.pending(for: store.load()))
        #expect(pending.command == "openmcf apply")
        #expect(pending.lineage == lineage)
        #expect(pending.serial == 1)
        #expect(pending.cluster == ClusterIdentity(uid: "cluster-1"))
        #expect(pending.settled.map(\.intent.key.name) == ["gone", "new"])
        #expect(pending.settled.map(\.outcome) == [.deleted, .applied(route("new"))])
        #expect(pending.inDoubt == [intent(3, "old", .update)])
        #expect(pending.folded(into: first).routes == [route("new"), route("old")])
    }

    @Test func anUnsettledOperationStopsEveryOtherWrite() async throws {
        let lock = try await store.lock(command: "openmcf apply")
        let first = try lock.save(snapshot())
        let journal = try lock.begin("openmcf apply", on: first)
        try journal.intend([intent(1, "a")])
        var error = #expect(throws: StateError.self) { _ = try lock.begin("openmcf destroy", on: first) }
        #expect(error?.code == .pendingOperation)
        error = #expect(throws: StateError.self) { _ = try lock.save(first) }
        #expect(error?.code == .pendingOperation)
    }

    @Test func settlingSavesAndEndsTheJournal() async throws {
        let lock = try await store.lock(command: "openmcf apply")
        let first = try lock.save(snapshot())
        try lock.begin("openmcf apply", on: first).intend([intent(1, "a")])
        let pending = try #require(try store.pending(for: first))
        var settled = pending.folded(into: first)
        settled.upsert(route("a"))
        let saved = try lock.settle(pending, saving: settled)
        #expect(saved.serial == 2)
        #expect(try store.pending(for: saved) == nil)
        #expect(try store.load()?.routes == [route("a")])
        _ = try lock.begin("openmcf apply", on: saved)
    }

    @Test func theFirstOperationOfAStackIsPendingWithoutAState() async throws {
        let lock = try await store.lock(command: "openmcf apply")
        let begun = try lock.begin("openmcf apply", on: snapshot())
        try begun.intend([intent(1, "a")])
        try begun.record([(1, .applied(route("a")))])
        let pending = try #require(try store.pending(for: nil))
        let folded = pending.folded(into: nil)
        #expect(folded.lineage == lineage)
        #expect(folded.routes == [route("a")])
        #expect(try lock.settle(pending, saving: folded).serial == 1)
    }

    @Test func finishingSavesAndEndsTheJournal() async throws {
        let lock = try await store.lock(command: "openmcf apply")
        let journal = try lock.begin("openmcf apply", on: snapshot())
        let saved = try lock.finish(journal, saving: snapshot(route("a")))
        #expect(saved.serial == 1)
        #expect(try DurableFile.read(store.journalPath) == nil)
    }

    @Test func discardingEndsTheJournalAlone() async throws {
        let lock = try await store.lock(command: "openmcf apply")
        try lock.begin("openmcf apply", on: snapshot()).discard()
        #expect(try store.pending(for: nil) == nil)
        #expect(try store.load() == nil)
    }

    @Test func theJournalOfAnotherStackIsAHardStop() async throws {
        let lock = try await store.lock(command: "openmcf apply")
        _ = try lock.begin("openmcf apply", on: snapshot())
        let other = StateSnapshot(lineage: "00000000-0000-4000-8000-000000000000", serial: 4)
        let error = #expect(throws: StateError.self) { try store.pending(for: other) }
        #expect(error?.code == .journalMismatch)
        #expect(
            error?.message
                == "the journal '\(store.journalPath)' belongs to stack \(lineage) at serial 0, not to the state "
                + "'\(store.path)', which is stack 00000000-0000-4000-8000-000000000000 at serial 4")
    }

    @Test func theJournalOfAStateThatIsGoneIsAHardStop() async throws {
        let lock = try await store.lock(command: "openmcf apply")
        _ = try lock.begin("openmcf apply", on: try lock.save(snapshot()))
        let error = #expect(throws: StateError.self) { try store.pending(for: nil) }
        #expect(error?.code == .journalMismatch)
        #expect(error?.message.hasSuffix("which does not exist") == true)
    }

    /// States of the stack that the operation did not begin on: what its journal knows is known of none of them.
    @Test(arguments: ["older", "newer", "of the same serial", "of a version that names no run"])
    func besideAnotherStateOfTheStackAllIsInDoubt(other: String) async throws {
        let lock = try await store.lock(command: "openmcf apply")
        let first = try lock.save(snapshot(route("gone")))
        let second = try lock.save(first)
        do {
            let journal = try lock.begin("openmcf apply", on: second)
            try journal.intend([intent(1, "new"), intent(2, "gone", .delete, uid: "uid-gone")])
            try journal.record([(1, .applied(route("new"))), (2, .deleted)])
        }
        let known = try #require(try store.pending(for: second))
        #expect(known.isOfThisState)
        #expect(known.folded(into: second).routes.map(\.key.name) == ["new"])

        var state = second
        switch other {
        case "older": state = first
        case "newer": state = StateSnapshot(lineage: lineage, serial: 3, run: Lineage.generate())
        case "of the same serial": state = StateSnapshot(lineage: lineage, serial: 2, run: Lineage.generate())
        default: state = StateSnapshot(lineage: lineage, serial: 2)
        }
        let pending = try #require(try store.pending(for: state))
        #expect(!pending.isOfThisState)
        #expect(pending.settled.isEmpty)
        #expect(pending.inDoubt.map(\.key.name) == ["new", "gone"])
        #expect(pending.writeCount == 2)
        let folded = pending.folded(into: state)
        #expect(folded.routes == state.routes)
        #expect(folded.run == state.run && folded.serial == state.serial)
    }

    /// A run that was cut off between saving and removing its journal left nothing to settle.
    @Test func theJournalOfASavedOperationIsKnownByItsRun() async throws {
        let lock = try await store.lock(command: "openmcf apply")
        let journal = try lock.begin("openmcf apply", on: snapshot())
        try journal.intend([intent(1, "a")])
        try journal.record([(1, .applied(route("a")))])
        let saved = try FileFaults.$beforeCall.withValue({ operation, _ in operation == .remove ? EIO : 0 }) {
            try lock.finish(journal, saving: snapshot(route("a")))
        }
        #expect(try DurableFile.read(store.journalPath) != nil)
        #expect(try store.pending(for: store.load()) == nil)
        _ = try lock.begin("openmcf apply", on: saved)
    }

    /// A run that has nothing to do takes away what a kill between saving and removing left.
    @Test func onlyTheJournalOfASavedOperationIsCleared() async throws {
        let lock = try await store.lock(command: "openmcf apply")
        let journal = try lock.begin("openmcf apply", on: snapshot())
        try journal.intend([intent(1, "a")])
        try lock.clear(after: nil)
        #expect(try DurableFile.read(store.journalPath) != nil, "it has yet to be settled")

        try journal.record([(1, .applied(route("a")))])
        let saved = try FileFaults.$beforeCall.withValue({ operation, _ in operation == .remove ? EIO : 0 }) {
            try lock.finish(journal, saving: snapshot(route("a")))
        }
        try lock.clear(after: saved)
        #expect(try DurableFile.read(store.journalPath) == nil)
        try lock.clear(after: saved)
    }

    /// A route that was made and recorded anew since is not forgotten for the deletion of the one before.
    @Test func aDeletionForgetsOnlyItsObject() {
        var state = snapshot(route("a"))
        let isAnotherForgotten = state.record(.deleted, of: route("a").key, uid: "uid-before")
        #expect(!isAnotherForgotten)
        #expect(state.routeCount == 1)
        let isForgotten = state.record(.deleted, of: route("a").key, uid: "uid-a")
        #expect(isForgotten)
        #expect(state.routeCount == 0)
    }

    @Test func aDamagedJournalIsAHardStop() async throws {
        let lock = try await store.lock(command: "openmcf apply")
        let journal = try lock.begin("openmcf apply", on: snapshot())
        try journal.intend([intent(1, "a")])
        try journal.record([(1, .deleted)])
        var bytes = try #require(try DurableFile.read(store.journalPath))
        bytes[40] ^= 1
        try DurableFile.replace(store.journalPath, with: bytes)
        let error = #expect(throws: StateError.self) { try store.pending(for: nil) }
        #expect(error?.code == .damaged)
        #expect(error?.message.hasPrefix("the journal '\(store.journalPath)' is damaged at byte 0: ") == true)
    }

    @Test func nothingMayBeSentWhenAnIntentCannotBeSaved() async throws {
        let lock = try await store.lock(command: "openmcf apply")
        let journal = try lock.begin("openmcf apply", on: snapshot())
        let error = FileFaults.$beforeCall.withValue({ operation, _ in operation == .write ? ENOSPC : 0 }) {
            #expect(throws: StateError.self) { try journal.intend([intent(1, "a")]) }
        }
        #expect(error?.message == "cannot write '\(store.journalPath)': No space left on device")
        #expect(try store.pending(for: nil)?.inDoubt.isEmpty == true)
    }

    /// The run is killed before each of its system calls: what was sent is always known to the next run.
    @Test func everyCrashPointIsRecoverable() async throws {
        let lock = try await store.lock(command: "openmcf apply")
        let first = try lock.save(snapshot(route("a")))
        var last = first
        last.upsert(route("b"))
        let sent = Mutex(false)
        let failures = Mutex<[String]>([])
        let moments = Mutex(0)
        try FileFaults.$beforeCall.withValue({ [store] operation, path in
            FileFaults.$beforeCall.withValue(nil) {
                moments.withLock { $0 += 1 }
                let problem = Self.problem(in: store, sent: sent.withLock { $0 })
                if let problem { failures.withLock { $0.append("before \(operation.rawValue) \(path): \(problem)") } }
            }
            return 0
        }) {
            let journal = try lock.begin("openmcf apply", on: first)
            try journal.intend([intent(1, "b")])
            sent.withLock { $0 = true }
            try journal.record([(1, .applied(route("b")))])
            _ = try lock.finish(journal, saving: last)
        }
        #expect(failures.withLock { $0 } == [])
        #expect(moments.withLock { $0 } > 25)
    }

    /// What the next run would not know; nil when all is well.
    private static func problem(in store: StateStore, sent: Bool) -> String? {
        do {
            guard let state = try store.load() else { return "the state is gone" }
            let pending = try store.pending(for: state)
            let known = pending?.folded(into: state) ?? state
            let isKnown = known.routes(named: "b").count == 1 || pending?.inDoubt.map(\.key.name) == ["b"]
            return sent && !isKnown ? "the write is forgotten" : nil
        } catch {
            return error.message
        }
    }
}
