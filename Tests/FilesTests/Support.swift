import Files
import TestSupport

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

extension TemporaryFolder {
    func makePipe(_ name: String) { mkfifo(file(name), 0o600) }

    func permissions(_ path: String) -> mode_t {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mode & 0o777 : 0
    }
}

func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

func text(at path: String) throws -> String? { try DurableFile.read(path).map { String(decoding: $0, as: UTF8.self) } }
