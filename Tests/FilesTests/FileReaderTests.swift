import Files
import TestSupport
import Testing

/// Reading within a bound.
@Suite(.timeLimit(.minutes(1)))
struct FileReaderTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test(arguments: [0, 1, 9, 10])
    func aFileWithinTheBound(size: Int) throws {
        try DurableFile.create(folder.file("a"), with: [UInt8](repeating: 7, count: size))
        #expect(try FileReader.read(folder.file("a"), limit: 10) == [UInt8](repeating: 7, count: size))
    }

    @Test func aFileThatIsTooLarge() throws {
        try DurableFile.create(folder.file("a"), with: [UInt8](repeating: 7, count: 11))
        let error = try #require(throws: FileError.self) { try FileReader.read(folder.file("a"), limit: 10) }
        #expect(error.message == "cannot read '\(folder.file("a"))': File too large")
        #expect(error.isTooLarge && error.size == 11)
    }

    /// Of a device nobody knows the size beforehand.
    @Test func whatHasNoEnd() throws {
        let error = try #require(throws: FileError.self) { try FileReader.read("/dev/zero", limit: 1 << 20) }
        #expect(error.isTooLarge && error.size == nil)
    }

    /// Files of `/proc` say that they are empty.
    @Test(.enabled(if: Path.exists("/proc/self/status")))
    func aFileThatDoesNotKnowItsSize() throws {
        #expect(try FileReader.read("/proc/self/status", limit: 1 << 20).isEmpty == false)
    }

    @Test func whatIsNotThere() throws {
        let missing = try #require(throws: FileError.self) { try FileReader.read(folder.file("a"), limit: 10) }
        #expect(missing.isMissing && missing.operation == .open)
        let isFolder = try #require(throws: FileError.self) { try FileReader.read(folder.path, limit: 10) }
        #expect(isFolder.message == "cannot read '\(folder.path)': Is a directory")
    }

    @Test func temporaryFiles() throws {
        let path = try TemporaryFile.create(in: folder.path, prefix: "mine-", Array("secret".utf8))
        #expect(folder.names().count == 1 && folder.names().first?.hasPrefix("mine-") == true)
        #expect(try FileReader.read(path, limit: 10) == Array("secret".utf8))
        #expect(folder.permissions(path) == 0o600)
        TemporaryFile.remove(path)
        #expect(folder.names() == [])
        let error = try #require(throws: FileError.self) {
            try FileFaults.$beforeCall.withValue({ operation, _ in operation == .write ? 28 : 0 }) {
                try TemporaryFile.create(in: folder.path, prefix: "mine-", [1])
            }
        }
        #expect(error.operation == .write)
        #expect(folder.names() == [])
    }
}
