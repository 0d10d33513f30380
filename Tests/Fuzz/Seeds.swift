import Documents
import Values

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Seeds from a file with one JSON object a line, each with a `manifest`.
enum Seeds {
    static func write(from path: String, to directory: String) {
        var number = 0
        for line in read(path).split(separator: 0x0A) {
            guard let manifest = (try? JSONReader.value(Array(line)))?["manifest"]?.string else { continue }
            number += 1
            guard let file = fopen("\(directory)/recorded-\(number)", "w") else {
                fail("\(directory) cannot be written to")
            }
            fwrite(Array(manifest.utf8), 1, manifest.utf8.count, file)
            fclose(file)
        }
    }

    private static func read(_ path: String) -> [UInt8] {
        guard let file = fopen(path, "r") else { fail("\(path) cannot be read") }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = fread(&chunk, 1, chunk.count, file), count > 0 { bytes += chunk[..<count] }
        return bytes
    }
}
