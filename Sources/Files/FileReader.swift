internal import SystemPackage

/// Reads whole files, within a bound.
package enum FileReader {
    /// The bytes of what a path leads to, be it a file, a pipe or a device.
    ///
    /// Throws EFBIG for more than `limit` bytes; of a regular file the error knows the size.
    package static func read(_ path: String, limit: Int) throws(FileError) -> [UInt8] {
        try Descriptor.open(path, .readOnly).readToEnd(limit: limit)
    }

    /// The bytes that come from standard input, up to its end; throws EFBIG for more than `limit`.
    ///
    /// - Parameter descriptor: what stands for standard input.
    package static func readStandardInput(_ descriptor: CInt, limit: Int) throws(FileError) -> [UInt8] {
        try Descriptor.standardInput(descriptor, limit: limit)
    }

    /// The next line of standard input without its end; nil at the end, and where none can be read.
    package static func readStandardInputLine(_ descriptor: CInt) -> String? {
        Descriptor.standardInputLine(descriptor)
    }
}
