internal import Values

/// What keeps a text from being read before libyaml sees it.
enum TextProblems {
    private static let mark = ByteOrderMark.utf8

    /// Where a text begins behind the byte order mark that it may start with.
    static func start(of bytes: [UInt8], from start: Int = 0) -> Int {
        bytes[start...].starts(with: mark) ? start + mark.count : start
    }

    /// The first byte order mark at the start of a line in a document's text, or behind the one that it starts with.
    ///
    /// kubectl drops one at the start; elsewhere it would be part of a key.
    static func misplacedMark(in bytes: [UInt8], _ range: Range<Int>) -> Int? {
        bytes.withUnsafeBufferPointer { bytes in
            var position = range.lowerBound
            while let found = bytes[position..<range.upperBound].firstIndex(of: mark[0]) {
                position = found + 1
                guard bytes[found..<range.upperBound].starts(with: mark) else { continue }
                if found == range.lowerBound || endsWithLineBreak(bytes[range.lowerBound..<found]) { return found }
            }
            return nil
        }
    }

    private static func endsWithLineBreak(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        guard let last = bytes.last, last != 0x0A, last != 0x0D else { return !bytes.isEmpty }
        return lineBreaks.contains { bytes.suffix($0.count).elementsEqual($0) }
    }

    /// Those of YAML 1.1 beyond ASCII: next line, line separator, paragraph separator.
    private static let lineBreaks: [[UInt8]] = [[0xC2, 0x85], [0xE2, 0x80, 0xA8], [0xE2, 0x80, 0xA9]]

    /// The directive that a document's text begins with, such as `%YAML 1.1`.
    static func directive(in bytes: [UInt8], _ range: Range<Int>) -> Range<Int>? {
        var start = range.lowerBound
        while start < range.upperBound {
            let end = bytes[start..<range.upperBound].firstIndex { $0 == 0x0A || $0 == 0x0D } ?? range.upperBound
            if bytes[start] == UInt8(ascii: "%") { return start..<end }
            let text = bytes[start..<end].drop { $0 == 0x20 || $0 == 0x09 }
            guard text.isEmpty || text.first == UInt8(ascii: "#") else { return nil }
            start = end + 1
        }
        return nil
    }

    /// Where the line after the first `limit` lines that start with `%TAG` is; nil when there are no more of them.
    ///
    /// libyaml compares each of these directives with all others.
    static func excessiveTag(after limit: Int, in bytes: [UInt8]) -> Int? {
        bytes.withUnsafeBufferPointer { bytes in
            var count = 0
            var position = 0
            // Few texts have a percent sign at all.
            while let found = bytes[position...].firstIndex(of: UInt8(ascii: "%")) {
                position = found + 1
                let isFirst = found == 0 || bytes[found - 1] == 0x0A || bytes[found - 1] == 0x0D
                guard isFirst, bytes[position...].starts(with: "TAG".utf8) else { continue }
                if count == limit { return found }
                count += 1
            }
            return nil
        }
    }
}
