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

struct DurableFileTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func aMissingFileIsNil() throws {
        #expect(try DurableFile.read(folder.file("absent")) == nil)
        #expect(try DurableFile.read(folder.file("absent/deeper")) == nil)
    }

    @Test func createsThenReplaces() throws {
        let path = folder.file("state.json")
        try DurableFile.replace(path, with: bytes("one"))
        try DurableFile.replace(path, with: bytes("two"))
        #expect(try text(at: path) == "two")
        #expect(folder.names() == ["state.json"])
    }

    @Test func createsOnlyWhatDoesNotExist() throws {
        let path = folder.file("new.yaml")
        try DurableFile.create(path, with: bytes("one"), permissions: 0o644)
        for name in ["new.yaml", "dangling"] {
            symlink("nowhere", folder.file("dangling"))
            let error = #expect(throws: FileError.self) {
                try DurableFile.create(folder.file(name), with: bytes("two"))
            }
            #expect(error?.message == "cannot create the file '\(folder.file(name))': File exists")
        }
        #expect(try text(at: path) == "one")
        #expect(folder.names() == ["dangling", "new.yaml"])
    }

    /// FAT, for one, has no links.
    @Test func createsWhereThereAreNoLinks() throws {
        let path = folder.file("new.yaml")
        try FileFaults.$beforeCall.withValue({ operation, _ in operation == .link ? EPERM : 0 }) {
            try DurableFile.create(path, with: bytes("one"))
            #expect(throws: FileError.self) { try DurableFile.create(path, with: bytes("two")) }
        }
        #expect(try text(at: path) == "one")
        #expect(folder.names() == ["new.yaml"])
    }

    @Test func aNewFileIsPrivateAndAnExistingOneKeepsItsPermissions() throws {
        let path = folder.file("state.json")
        try DurableFile.replace(path, with: [])
        #expect(try FileStatus.of(path)?.permissions == 0o600)
        chmod(path, 0o664)
        try DurableFile.replace(path, with: bytes("x"))
        #expect(try FileStatus.of(path)?.permissions == 0o664)
    }

    @Test func replacesWhatALinkLeadsTo() throws {
        let target = folder.file("real.json")
        let link = folder.file("link.json")
        symlink("real.json", link)
        try DurableFile.replace(link, with: bytes("through a dangling link"))
        try DurableFile.replace(link, with: bytes("through a link"))
        #expect(try text(at: target) == "through a link")
        #expect(try Path.resolvingLinks(link) == target)
    }

    @Test func aLoopOfLinksIsAnError() {
        symlink("b", folder.file("a"))
        symlink("a", folder.file("b"))
        let error = #expect(throws: FileError.self) { try DurableFile.replace(folder.file("a"), with: []) }
        #expect(error?.message == "cannot open '\(folder.file("a"))': Too many levels of symbolic links")
    }

    @Test func createsMissingFoldersOnRequestOnly() throws {
        let path = folder.file("one/two/state.json")
        let error = #expect(throws: FileError.self) { try DurableFile.replace(path, with: []) }
        #expect(error?.isMissing == true)
        try DurableFile.replace(path, with: bytes("x"), createFolders: true)
        #expect(try text(at: path) == "x")
    }

    @Test func aFolderInPlaceOfTheFileIsAnError() {
        let error = #expect(throws: FileError.self) { try DurableFile.read(folder.path) }
        #expect(error?.message == "cannot read '\(folder.path)': Is a directory")
        #expect(error?.help == "'\(folder.path)' is a folder; name a file in it.")
    }

    @Test func aFileOverTheLimitIsAnError() throws {
        let path = folder.file("big")
        try DurableFile.replace(path, with: [UInt8](repeating: 7, count: 100_000))
        #expect(try DurableFile.read(path, limit: 100_000)?.count == 100_000)
        let error = #expect(throws: FileError.self) { try DurableFile.read(path, limit: 99_999) }
        #expect(error?.number == EFBIG)
    }

    /// What a process that is killed before any one system call would leave behind.
    @Test func everyMomentShowsTheOldContentOrTheNew() throws {
        let path = folder.file("state.json")
        try DurableFile.replace(path, with: bytes("old"))
        let seen = Mutex<[String]>([])
        try FileFaults.$beforeCall.withValue({ operation, _ in
            FileFaults.$beforeCall.withValue(nil) {
                let content = (try? text(at: path)) ?? nil
                seen.withLock { $0.append("\(operation.rawValue): \(content ?? "nothing")") }
            }
            return 0
        }) {
            try DurableFile.replace(path, with: bytes("new"))
        }
        #expect(
            seen.withLock { $0 } == [
                "look up: old", "create: old", "look up: old", "write: old", "flush to disk: old", "replace: old",
                "flush to disk the folder: new", "open: new",
            ])
    }

    @Test(arguments: [
        (FileError.Operation.create, EACCES), (.write, ENOSPC), (.sync, EIO), (.rename, EIO),
    ])
    func aFailureLeavesTheOldContentAndNothingElse(operation: FileError.Operation, number: CInt) throws {
        let path = folder.file("state.json")
        try DurableFile.replace(path, with: bytes("old"))
        let error = FileFaults.$beforeCall.withValue({ asked, _ in asked == operation ? number : 0 }) {
            #expect(throws: FileError.self) { try DurableFile.replace(path, with: bytes("new")) }
        }
        #expect(error?.operation == operation)
        #expect(error?.number == number)
        #expect(try text(at: path) == "old")
        #expect(folder.names() == ["state.json"])
    }

    @Test func aFullDiskSaysSo() {
        let error = FileError(.write, "/data/state.json", number: ENOSPC)
        #expect(error.message == "cannot write '/data/state.json': No space left on device")
        #expect(
            error.help == "Free some disk space and run the command again; nothing that was saved before is lost.")
    }

    @Test func leftoversOfKilledRunsAreRemoved() throws {
        let path = folder.file("state.json")
        try DurableFile.replace(folder.file(".state.json.abc123.tmp"), with: [])
        try DurableFile.replace(folder.file(".other.json.abc123.tmp"), with: [])
        DurableFile.removeLeftovers(of: path)
        #expect(folder.names() == [".other.json.abc123.tmp"])
    }
}
