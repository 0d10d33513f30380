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

/// What is no regular file is neither read nor replaced, and never waited for.
@Suite(.timeLimit(.minutes(1)))
struct FileKindTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    enum Kind: CaseIterable {
        case namedPipe, device, folder, linkToNamedPipe

        func make(_ path: String) {
            switch self {
            case .namedPipe: mkfifo(path, 0o600)
            case .device: symlink("/dev/zero", path)
            case .folder: mkdir(path, 0o700)
            case .linkToNamedPipe:
                mkfifo(path + ".pipe", 0o600)
                symlink(path + ".pipe", path)
            }
        }

        var reason: String {
            switch self {
            case .namedPipe, .linkToNamedPipe: "it is a named pipe, not a regular file"
            case .device: "it is a device, not a regular file"
            case .folder: "Is a directory"
            }
        }
    }

    @Test(arguments: Kind.allCases)
    func isNotRead(_ kind: Kind) {
        let path = folder.file("state.json")
        kind.make(path)
        let error = #expect(throws: FileError.self) { try DurableFile.read(path) }
        #expect(error?.message == "cannot read '\(path)': \(kind.reason)")
    }

    @Test(arguments: Kind.allCases)
    func isNotReplaced(_ kind: Kind) throws {
        let path = folder.file("state.json")
        kind.make(path)
        let before = folder.names()
        let error = #expect(throws: FileError.self) { try DurableFile.replace(path, with: bytes("x")) }
        #expect(error?.message == "cannot replace '\(try Path.resolvingLinks(path))': \(kind.reason)")
        #expect(folder.names() == before)
    }

    @Test(arguments: [Kind.namedPipe, .folder])
    func isNoJournal(_ kind: Kind) {
        let path = folder.file("journal")
        kind.make(path)
        let read = #expect(throws: JournalError.self) { try Journal.read(path) }
        #expect(read?.message == "cannot read '\(path)': \(kind.reason)")
        let error = #expect(throws: JournalError.self) { _ = try Journal.open(path) }
        // The system refuses to open a folder for writing by itself.
        #expect(error?.message == "cannot \(kind == .folder ? "open" : "read") '\(path)': \(kind.reason)")
    }

    @Test func isNoLock() {
        Kind.namedPipe.make(folder.file("state.json.lock"))
        let holder = FileLock.Holder.current(command: "openmcf test")
        let error = #expect(throws: FileError.self) {
            _ = try FileLock.tryAcquire(guarding: folder.file("state.json"), as: holder)
        }
        #expect(
            error?.message
                == "cannot lock '\(folder.file("state.json.lock"))': it is a named pipe, not a regular file")
        #expect(error?.help == "Name a regular file, or one that does not exist yet.")
    }
}

/// Files that belong to somebody else stay with them when root writes them.
@Suite(.enabled("only root can give files away", { geteuid() == 0 }))
struct FileOwnerTests {
    let folder: TemporaryFolder
    let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder.file("state.json")
        try DurableFile.replace(path, with: bytes("old"))
        chown(path, 1234, 2345)
        chmod(path, 0o640)
    }

    private func owner(of path: String) throws -> String {
        let status = try #require(try FileStatus.of(path))
        return "\(status.user):\(status.group) \(String(status.permissions, radix: 8))"
    }

    @Test func aReplacedFileKeepsThem() throws {
        try DurableFile.replace(path, with: bytes("new"))
        #expect(try text(at: path) == "new")
        #expect(try owner(of: path) == "1234:2345 640")
    }

    @Test func whatBelongsToAFileGetsItsOwner() throws {
        try DurableFile.replace(folder.file("backup"), with: [], like: path)
        #expect(try owner(of: folder.file("backup")) == "1234:2345 640")
        _ = try Journal.open(folder.file("journal"), like: path)
        #expect(try owner(of: folder.file("journal")) == "1234:2345 640")
        _ = try FileLock.tryAcquire(guarding: path, as: .current(command: "openmcf test"))
        // Everybody may read who holds a lock.
        #expect(try owner(of: path + ".lock") == "1234:2345 644")
    }

    @Test func anExistingFileKeepsItsOwn() throws {
        let backup = folder.file("backup")
        try DurableFile.replace(backup, with: [])
        chown(backup, 77, 88)
        try DurableFile.replace(backup, with: bytes("x"), like: path)
        #expect(try owner(of: backup) == "77:88 600")
        let journal = folder.file("journal")
        _ = try Journal.open(journal)
        _ = try Journal.open(journal, like: path)
        #expect(try owner(of: journal) == "0:0 600")
    }

    @Test func whereThereIsNothingToTakeItFromItIsOurs() throws {
        try DurableFile.replace(folder.file("backup"), with: [], like: folder.file("absent"))
        #expect(try owner(of: folder.file("backup")) == "0:0 600")
    }
}
