internal import Values

/// A comment as it stands in a text.
struct WrittenComment {
    /// Where its `#` is.
    let offset: Int
    /// Where its line begins.
    let line: Int
    /// Whether nothing but blanks stands before it on its line.
    let isAlone: Bool
    /// The comment from its `#` on; nil where it holds what no YAML may have.
    let text: String?
}

/// Finds the comments of a text: each `#` outside the scalars begins one, since nothing else may hold it.
struct CommentScanner {
    private let bytes: [UInt8]
    private var position = 0
    private var comments: [WrittenComment] = []

    /// - Parameter scalars: where scalars stand, in the order of the text, with their anchors and tags.
    static func comments(in bytes: [UInt8], outside scalars: [Range<Int>]) -> [WrittenComment] {
        guard bytes.contains(UInt8(ascii: "#")) else { return [] }
        var scanner = CommentScanner(bytes: bytes)
        for scalar in scalars {
            scanner.scanGap(to: scalar.lowerBound)
            scanner.pass(scalar)
        }
        scanner.scanGap(to: bytes.count)
        return scanner.comments
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private mutating func scanGap(to end: Int) {
        while position < end {
            if bytes[position] == UInt8(ascii: "#") { takeComment(before: end) } else { position += 1 }
        }
    }

    /// Passes a scalar; comments may stand between its anchor or tag and its text, and in the first line of a block.
    private mutating func pass(_ scalar: Range<Int>) {
        let end = scalar.upperBound
        while position < end {
            switch bytes[position] {
            case UInt8(ascii: "&"), UInt8(ascii: "!"):
                while position < end, !isBlank(bytes[position]), YAMLBreak.length(at: position, in: bytes) == 0 {
                    position += 1
                }
            case UInt8(ascii: "#"): takeComment(before: end)
            case UInt8(ascii: "|"), UInt8(ascii: ">"):
                scanGap(to: YAMLBreak.lineEnd(from: position, in: bytes, before: end))
                position = end
            case let byte where isBlank(byte): position += 1
            default:
                let length = YAMLBreak.length(at: position, in: bytes)
                position = length == 0 ? end : position + length
            }
        }
    }

    private mutating func takeComment(before limit: Int) {
        let start = position
        position = YAMLBreak.lineEnd(from: start, in: bytes, before: limit)
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        let isWritable = text.unicodeScalars.allSatisfy { $0 == "\t" || YAMLWriter.isPrintable($0) }
        var before = start
        while before > 0, isBlank(bytes[before - 1]) { before -= 1 }
        // A byte order mark takes no place.
        if bytes[..<before].suffix(3).elementsEqual(ByteOrderMark.utf8) { before -= 3 }
        let line = YAMLBreak.lineStart(before: before, in: bytes)
        comments.append(
            WrittenComment(offset: start, line: line, isAlone: line == before, text: isWritable ? text : nil))
    }

    private func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
}

/// What ends a line in YAML 1.1: LF, CR, NEL, and the separators of lines and paragraphs.
enum YAMLBreak {
    /// How many bytes a break at an offset has; 0 where there is none.
    static func length(at offset: Int, in bytes: [UInt8]) -> Int {
        switch bytes[offset] {
        case 0x0A, 0x0D: 1
        case 0xC2 where offset + 1 < bytes.count && bytes[offset + 1] == 0x85: 2
        case 0xE2 where offset + 2 < bytes.count && bytes[offset + 1] == 0x80 && bytes[offset + 2] & 0xFE == 0xA8: 3
        default: 0
        }
    }

    /// The first break from an offset on, or the limit.
    static func lineEnd(from offset: Int, in bytes: [UInt8], before limit: Int) -> Int {
        var end = offset
        while end < limit, length(at: end, in: bytes) == 0 { end += 1 }
        return end
    }

    /// Where the line begins that goes on at an offset.
    static func lineStart(before offset: Int, in bytes: [UInt8]) -> Int {
        var start = offset
        while start > 0 {
            let isBreak = (1...min(3, start)).contains { length(at: start - $0, in: bytes) == $0 }
            if isBreak { return start }
            start -= 1
        }
        return start
    }
}
