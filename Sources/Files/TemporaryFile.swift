internal import SystemPackage

/// A file of one's own for as long as a body runs.
package enum TemporaryFile {
    /// Creates a file that only this user can read; the caller removes it.
    ///
    /// When this throws, no file is left.
    package static func create(in folder: String, prefix: String, _ bytes: [UInt8]) throws(FileError) -> String {
        let path = Path.join(folder, prefix + uniqueName())
        let file = try Descriptor.create(path, .writeOnly, permissions: 0o600)
        do { try file.write(bytes) } catch {
            remove(path)
            throw error
        }
        return path
    }

    /// Removes a file; that there is none is no error.
    package static func remove(_ path: String) { try? SystemCalls.removeName(path) }

    /// A name that no other file has.
    static func uniqueName() -> String { String(UInt64.random(in: .min ... .max), radix: 36) }
}
