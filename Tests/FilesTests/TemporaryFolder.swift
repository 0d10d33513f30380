import Testing

@testable import Files

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A folder of its own for one test, removed with everything in it at the end.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/openmcf-test-XXXXXX".utf8CString)
        let created = try #require(mkdtemp(&template))
        path = String(cString: created)
    }

    deinit { Self.removeTree(path) }

    func file(_ name: String) -> String { path + "/" + name }

    var names: [String] { Folder.names(in: path).sorted() }

    func link(_ name: String, to target: String) { symlink(target, file(name)) }

    func makePipe(_ name: String) { mkfifo(file(name), 0o600) }

    func permissions(_ path: String) -> mode_t {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mode & 0o777 : 0
    }

    private static func removeTree(_ path: String) {
        chmod(path, 0o700)
        for name in Folder.names(in: path) {
            let child = path + "/" + name
            if unlink(child) != 0 { removeTree(child) }
        }
        rmdir(path)
    }
}

func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

func text(at path: String) throws -> String? { try DurableFile.read(path).map { String(decoding: $0, as: UTF8.self) } }
