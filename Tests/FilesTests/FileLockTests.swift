import Synchronization
import TestSupport
import Testing

@testable import Files

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

struct FileLockTests {
    let folder: TemporaryFolder
    let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder.file("state.json")
    }

    private let holder = FileLock.Holder(
        processID: 4711, host: "build-3", command: "openmcf apply", since: "2026-03-01T10:00:00Z")

    private func attempt() throws -> String {
        switch try FileLock.tryAcquire(guarding: path, as: holder) {
        case .acquired: "acquired"
        case .busy(let other): "busy: \(other.map { "\($0)" } ?? "unknown")"
        }
    }

    @Test func theSecondIsToldWhoHoldsIt() throws {
        let first = try FileLock.tryAcquire(guarding: path, as: holder)
        #expect(
            try attempt() == "busy: process 4711 on build-3 (openmcf apply), since 2026-03-01T10:00:00Z")
        _ = consume first
        #expect(try attempt() == "acquired")
    }

    @Test func theLockFileStaysAndIsEmptyAfterwards() throws {
        #expect(try attempt() == "acquired")
        #expect(try text(at: folder.file("state.json.lock")) == "")
    }

    @Test func aLockFileThatAKilledProcessLeftIsNoLock() throws {
        try DurableFile.replace(folder.file("state.json.lock"), with: bytes("pid: 1\nhost: x\nsince: long ago\n"))
        #expect(try attempt() == "acquired")
    }

    @Test func anUnlinkedLockFileIsNotTrusted() throws {
        let lockPath = folder.file("state.json.lock")
        let first = try FileLock.tryAcquire(guarding: path, as: holder)
        unlink(lockPath)
        #expect(try attempt() == "acquired")
        _ = consume first
    }

    /// The file is replaced between opening and locking it.
    @Test func aLockOnAReplacedFileIsTakenAgain() throws {
        let lockPath = folder.file("state.json.lock")
        let result = try FileFaults.$beforeCall.withValue({ operation, asked in
            if operation == .status, asked == lockPath {
                FileFaults.$beforeCall.withValue(nil) {
                    if (try? FileStatus.of(lockPath)?.size) == 0 {
                        try? DurableFile.replace(lockPath, with: bytes("another file"))
                    }
                }
            }
            return 0
        }) { try attempt() }
        #expect(result == "acquired")
    }

    @Test func waitsUntilItIsFree() async throws {
        let first = try FileLock.tryAcquire(guarding: path, as: holder)
        async let second = {
            _ = try await FileLock.acquire(guarding: path, as: holder, timeout: .seconds(60))
            return ContinuousClock.now
        }()
        try await Task.sleep(for: .milliseconds(50))
        let released = ContinuousClock.now
        _ = consume first
        #expect(try await second >= released, "it was acquired while another held it")
    }

    @Test func waitingEnds() async throws {
        let first = try FileLock.tryAcquire(guarding: path, as: holder)
        await #expect(throws: FileLockError.busy(path: path, holder: holder)) {
            _ = try await FileLock.acquire(guarding: path, as: holder, timeout: .milliseconds(60))
        }
        _ = consume first
    }

    @Test func waitingCanBeCancelled() async throws {
        let first = try FileLock.tryAcquire(guarding: path, as: holder)
        let task = Task { [path, holder] in
            _ = await #expect(throws: FileLockError.cancelled) {
                _ = try await FileLock.acquire(guarding: path, as: holder, timeout: .seconds(60))
            }
        }
        task.cancel()
        await task.value
        _ = consume first
    }

    @Test func aHolderKeepsToItsLines() throws {
        var odd = holder
        odd.command = "openmcf apply\npid: 1"
        let first = try FileLock.tryAcquire(guarding: path, as: odd)
        #expect(
            try attempt() == "busy: process 4711 on build-3 (openmcf apply pid: 1), since 2026-03-01T10:00:00Z")
        _ = consume first
    }
}
