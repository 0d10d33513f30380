internal import Documents
package import Values

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// Facts about real servers that are recorded in `../shared` beside the checkout, where it is there.
package enum RecordedFacts {
    private static let folder = {
        let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(4).joined(separator: "/")
        return root + "/shared/"
    }()

    /// Whether a file is there, given from `shared` on; tests that need it are skipped where it is not.
    package static func has(_ path: String) -> Bool { FileManager.default.isReadableFile(atPath: folder + path) }

    /// A JSON file.
    package static func json(_ path: String) throws -> Value {
        try JSONReader.value(Array(Data(contentsOf: URL(filePath: folder + path))))
    }

    /// A file with a JSON value in each line.
    package static func lines(_ path: String) throws -> [Value] {
        try Data(contentsOf: URL(filePath: folder + path)).split(separator: UInt8(ascii: "\n")).map {
            try JSONReader.value(Array($0))
        }
    }
}
