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

struct StateStoreTests {
    let folder: TemporaryFolder
    let store: StateStore

    init() throws {
        folder = try TemporaryFolder()
        store = try folder.store
    }

    @discardableResult
    private func save(_ snapshot: StateSnapshot) async throws -> StateSnapshot {
        let lock = try await store.lock(command: "openmcf test")
        return try lock.save(snapshot)
    }

    @Test func thereIsNoneAtFirst() throws {
        #expect(try store.load() == nil)
        #expect(try store.pending(for: nil) == nil)
        #expect(folder.names().isEmpty)
    }

    @Test func savingRaisesTheSerialAndKeepsABackup() async throws {
        let first = try await save(snapshot(route("a")))
        var changed = first
        changed.upsert(route("b"))
        let second = try await save(changed)
        #expect([first.serial, second.serial] == [1, 2])
        #expect(try store.load() == second)
        #expect(
            try DurableFile.read(store.backupPath) == StateCodec.encode(first))
        #expect(folder.names(in: ".openmcf") == ["state.json", "state.json.backup", "state.json.lock"])
    }

    @Test func aStateThatContinuesAnotherStackIsSavedOverIt() async throws {
        let first = try await save(snapshot())
        let lineage = "11111111-89ab-4cde-8f01-23456789abcd"
        let continued = first.continuing(lineage)
        #expect(continued.isContinued)
        let second = try await save(continued)
        #expect((second.lineage, second.serial, second.isContinued) == (lineage, 2, false))
        #expect(try store.load() == second)
        // Who still has the old one in hand is told.
        let error = await #expect(throws: StateError.self) { try await save(continued) }
        #expect(
            error?.message
                == "the state '\(store.path)' changed while this command ran: it was read at serial 1, and it belongs to stack \(lineage) now"
        )
    }

    @Test func anEmptyFileIsDamagedUnlessAStateIsToStartThere() async throws {
        try DurableFile.replace(store.path, with: [0x20, 0x0A], createFolders: true)
        #expect(throws: StateError.self) { try store.load() }
        #expect(try store.load(startsAnew: true) == nil)
        let saved = try await save(snapshot())
        #expect(try store.load() == saved)
    }

    @Test func aStateSavedByAnotherMeanwhileIsNotOverwritten() async throws {
        let first = try await save(snapshot())
        try await save(first)
        let error = await #expect(throws: StateError.self) { try await save(first) }
        #expect(error?.code == .changed)
        #expect(
            error?.message
                == "the state '\(store.path)' changed while this command ran: it was read at serial 1, and it is at serial 2 now"
        )
    }

    /// A copy that another run saved as the same serial is not the state that this run read.
    @Test func aStateOfTheSameSerialByAnotherRunIsNotOverwritten() async throws {
        let first = try await save(snapshot())
        try DurableFile.replace(
            store.path, with: StateCodec.encode(StateSnapshot(lineage: lineage, serial: 1, run: Lineage.generate())))
        let error = await #expect(throws: StateError.self) { try await save(first) }
        #expect(error?.code == .changed)
        #expect(
            error?.message.hasSuffix("it was read at serial 1, and another run has saved that serial since") == true)
    }

    @Test func anotherStackOrAMissingFileIsNotOverwritten() async throws {
        let first = try await save(snapshot())
        let other = StateSnapshot()
        var error = await #expect(throws: StateError.self) { try await save(other) }
        #expect(error?.message.hasSuffix("it was read at serial 0, and it belongs to stack \(lineage) now") == true)
        unlink(store.path)
        error = await #expect(throws: StateError.self) { try await save(first) }
        #expect(error?.message.hasSuffix("it was read at serial 1, and it is gone") == true)
    }

    @Test func aDamagedStateIsNeverOverwritten() async throws {
        try await save(snapshot())
        try DurableFile.replace(store.path, with: Array("{\"formatVersion\"".utf8))
        for serial in [0, 1] as [Int64] {
            let error = await #expect(throws: StateError.self) { try await save(snapshot(serial: serial)) }
            #expect(error?.code == .damaged)
        }
        #expect(try DurableFile.read(store.path) == Array("{\"formatVersion\"".utf8))
    }

    @Test func aSnapshotThatWouldNotReadBackIsNotSaved() async throws {
        let first = try await save(snapshot())
        var bad = first
        bad.upsert(route(""))
        let error = await #expect(throws: StateError.self) { try await save(bad) }
        #expect(error?.code == .invalid)
        #expect(try store.load() == first)
    }

    @Test func theSecondIsToldWhoHoldsTheLock() async throws {
        let lock = try await store.lock(command: "openmcf apply")
        let error = await #expect(throws: StateError.self) {
            _ = try await store.lock(command: "openmcf destroy", timeout: .milliseconds(30))
        }
        #expect(error?.code == .locked)
        #expect(error?.holder?.command == "openmcf apply")
        #expect(error?.holder?.processID == Int(getpid()))
        #expect(error?.message.hasPrefix("the state '\(store.path)' is locked by process \(getpid()) on ") == true)
        _ = consume lock
        try await store.withLock(command: "openmcf destroy") { lock in _ = try lock.save(snapshot()) }
    }

    @Test func aStateBehindALinkHasOneLock() async throws {
        try await save(snapshot())
        let link = folder.path + "/link.json"
        symlink(store.path, link)
        let other = try StateStore.open(StateLocation(path: link))
        #expect(other.path == store.path)
        #expect(try other.load()?.serial == 1)
    }

    @Test func readingWorksInAReadOnlyFolder() async throws {
        try await save(snapshot(route("a")))
        unlink(store.path + ".lock")
        chmod(folder.path + "/.openmcf", 0o500)
        #expect(try store.load()?.routeCount == 1)
        #expect(try store.pending(for: store.load()) == nil)
        #expect(folder.names(in: ".openmcf") == ["state.json"])
    }

    @Test(arguments: [(FileError.Operation.write, ENOSPC), (.sync, EIO), (.rename, EIO), (.create, EROFS)])
    func aFailedSaveKeepsStateAndJournal(operation: FileError.Operation, number: CInt) async throws {
        let first = try await save(snapshot(route("a")))
        let lock = try await store.lock(command: "openmcf apply")
        let journal = try lock.begin("openmcf apply", on: first)
        try journal.intend([intent(1, "b")])
        try journal.record([(1, .applied(route("b")))])
        let error = FileFaults.$beforeCall.withValue({ asked, _ in asked == operation ? number : 0 }) {
            #expect(throws: StateError.self) { try lock.finish(journal, saving: first) }
        }
        #expect(error?.code == .file)
        #expect(try store.load() == first)
        let pending = try #require(try store.pending(for: first))
        #expect(pending.folded(into: first).routes.map(\.key.name) == ["a", "b"])
    }
}

func intent(_ id: Int, _ name: String, _ action: Intent.Action = .create, uid: String? = nil) -> Intent {
    Intent(
        id: id, action,
        ObjectReference(
            apiVersion: "gateway.networking.k8s.io/v1alpha2", kind: "TCPRoute", namespace: "db", name: name), uid: uid,
        object: action == .delete ? nil : route(name).object)
}
