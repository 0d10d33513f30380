#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A folder that is gone, with all in it, when the last user lets go of it.
final class TemporaryFolder: Sendable {
    let path: String

    init?() {
        var template = Array("/tmp/openmcf-manifests-XXXXXX".utf8CString)
        guard let created = mkdtemp(&template) else { return nil }
        path = String(cString: created)
    }

    deinit { Self.remove(path) }

    func write(_ name: String, _ text: String) -> String {
        let file = path + "/" + name
        guard let stream = fopen(file, "w") else { return file }
        defer { fclose(stream) }
        fputs(text, stream)
        return file
    }

    func makeFolder(_ name: String) { mkdir(path + "/" + name, 0o755) }

    func link(_ name: String, to target: String) { symlink(target, path + "/" + name) }

    private static func remove(_ path: String) {
        if let directory = opendir(path) {
            while let entry = readdir(directory) {
                let name = withUnsafeBytes(of: entry.pointee.d_name) {
                    String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
                }
                if name != ".", name != ".." {
                    let child = path + "/" + name
                    if entry.pointee.d_type == DT_DIR { remove(child) } else { unlink(child) }
                }
            }
            closedir(directory)
        }
        rmdir(path)
    }
}
