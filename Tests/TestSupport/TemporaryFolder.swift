#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif
#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// A folder of its own for one test, removed with everything in it at the end.
package final class TemporaryFolder: Sendable {
    package let path: String

    package init() throws {
        path = FileManager.default.temporaryDirectory.path + "/openmcf-test-\(UUID().uuidString.lowercased())"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { Self.removeTree(path) }

    package func file(_ name: String) -> String { path + "/" + name }

    /// What is in the folder, or in one inside it, sorted by name.
    package func names(in folder: String = "") -> [String] { Self.contents(of: file(folder)).sorted() }

    /// Writes a file, and returns its path.
    package func write(_ name: String, _ text: String) -> String {
        _ = FileManager.default.createFile(atPath: file(name), contents: Data(text.utf8))
        return file(name)
    }

    package func makeFolder(_ name: String) {
        try? FileManager.default.createDirectory(atPath: file(name), withIntermediateDirectories: true)
    }

    package func link(_ name: String, to target: String) {
        try? FileManager.default.createSymbolicLink(atPath: file(name), withDestinationPath: target)
    }

    private static func contents(of path: String) -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    }

    /// Removes a folder with everything in it, also one that a test has closed to itself.
    private static func removeTree(_ path: String) {
        chmod(path, 0o700)
        for name in contents(of: path) where unlink(path + "/" + name) != 0 { removeTree(path + "/" + name) }
        rmdir(path)
    }
}
