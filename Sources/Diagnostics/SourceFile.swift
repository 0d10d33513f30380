internal import Synchronization
internal import Values

/// A named text that diagnostics point into: a manifest, standard input, a `--set` argument.
///
/// Positions are byte offsets; lines and columns are computed only when something is reported.
package final class SourceFile: Sendable {
    /// The name as the user gave it; `<stdin>` for standard input.
    package let name: String
    /// The text as UTF-8.
    ///
    /// A UTF-16 file is transcoded first, so offsets count the transcoded bytes.
    package let bytes: [UInt8]
    /// Whether no line of it may be shown: any of them may hold a credential, as in a kubeconfig.
    package let isConfidential: Bool

    private let lineStarts = Mutex<[Int]?>(nil)

    package init(name: String, bytes: [UInt8], isConfidential: Bool = false) {
        self.name = name
        self.bytes = bytes
        self.isConfidential = isConfidential
    }

    package convenience init(name: String, text: String) {
        self.init(name: name, bytes: Array(text.utf8))
    }

    /// The line and column of a byte offset; one past the end names the place after the last byte.
    package func location(at offset: Int) -> SourceLocation {
        let offset = min(max(offset, 0), bytes.count)
        let (line, start) = lineStarts.withLock { cached in
            let starts = cached ?? Self.lineStarts(of: bytes)
            cached = starts
            let line = Self.lastIndex(in: starts, notAfter: offset)
            return (line, starts[line])
        }
        return SourceLocation(line: line + 1, column: scalarCount(from: start, to: offset) + 1, offset: offset)
    }

    /// The bytes of a line, counted from 1, without its line break; empty when there is no such line.
    package func line(_ number: Int) -> ArraySlice<UInt8> {
        lineStarts.withLock { cached in
            let starts = cached ?? Self.lineStarts(of: bytes)
            cached = starts
            guard number >= 1, number <= starts.count else { return [] }
            let start = starts[number - 1]
            var end = number < starts.count ? starts[number] : bytes.count
            while end > start, bytes[end - 1] == 0x0A || bytes[end - 1] == 0x0D { end -= 1 }
            return bytes[start..<end]
        }
    }

    /// Whether the text goes on with these bytes at an offset.
    package func hasBytes(_ other: UnsafeBufferPointer<UInt8>, at offset: Int) -> Bool {
        guard offset >= 0, other.count <= bytes.count - offset else { return false }
        return bytes.withUnsafeBufferPointer { own in other.indices.allSatisfy { own[offset + $0] == other[$0] } }
    }

    private func scalarCount(from start: Int, to end: Int) -> Int {
        var count = 0
        for byte in bytes[start..<end] where byte & 0xC0 != 0x80 { count += 1 }
        // A byte order mark takes no column: one begins each of the files that a text joins.
        return bytes[start..<end].starts(with: ByteOrderMark.utf8) ? count - 1 : count
    }

    private static func lineStarts(of bytes: [UInt8]) -> [Int] {
        var starts = [0]
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            if byte == 0x0D, index < bytes.count, bytes[index] == 0x0A { index += 1 }
            if byte == 0x0A || byte == 0x0D { starts.append(index) }
        }
        return starts
    }

    private static func lastIndex(in starts: [Int], notAfter offset: Int) -> Int {
        var low = 0
        var high = starts.count - 1
        while low < high {
            let middle = (low + high + 1) / 2
            if starts[middle] <= offset { low = middle } else { high = middle - 1 }
        }
        return low
    }
}

/// A place in a text: line and column count from 1, columns in Unicode scalars, `offset` in bytes from 0.
package struct SourceLocation: Sendable, Equatable {
    /// The line, from 1.
    package let line: Int
    /// The column in Unicode scalars, from 1.
    package let column: Int
    /// The byte, from 0.
    package let offset: Int
}

/// A half-open range of bytes in a source file.
package struct SourceRange: Sendable {
    /// The text that the range lies in.
    package let file: SourceFile
    /// The first byte, from 0.
    package let start: Int
    /// The byte behind the last; the same as `start` for a mere place.
    package let end: Int

    package init(file: SourceFile, start: Int, end: Int) {
        self.file = file
        self.start = start
        self.end = max(start, end)
    }

    /// Line and column of the first byte; computed anew each time.
    package var startLocation: SourceLocation { file.location(at: start) }
    /// Line and column of the place behind the last byte; computed anew each time.
    package var endLocation: SourceLocation { file.location(at: end) }
}

extension SourceRange: Equatable {
    package static func == (left: SourceRange, right: SourceRange) -> Bool {
        left.file === right.file && left.start == right.start && left.end == right.end
    }
}
