/// Byte order marks that stand where files were joined.
///
/// kubectl drops one in front of a document, and a doubled one at the start; elsewhere it would be part of a key.
enum ByteOrderMarks {
    enum Finding: Equatable {
        case none
        /// The text with empty lines in place of the marks, so that every offset stays what it is.
        case hidden([UInt8])
        /// The first mark at the start of a line that begins no document.
        case misplaced(Int)
    }

    private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// Looks behind the mark that the text itself may start with.
    static func find(in bytes: [UInt8], from start: Int) -> Finding {
        var hidden: [UInt8]?
        var lastHiddenEnd = 0
        var position = start
        while let found = next(in: bytes, from: position) {
            position = found + 1
            if found == start && start > 0 || followsSeparator(found, bytes) {
                if hidden == nil { hidden = bytes }
                for index in found..<found + mark.count { hidden?[index] = 0x0A }
                lastHiddenEnd = found + mark.count
            } else if isLineStart(found, bytes) || found == lastHiddenEnd {
                return .misplaced(found)
            }
        }
        return hidden.map { .hidden($0) } ?? .none
    }

    private static func next(in bytes: [UInt8], from position: Int) -> Int? {
        bytes.withUnsafeBufferPointer { bytes in
            var position = position
            while let found = bytes[position...].firstIndex(of: mark[0]) {
                if bytes[found...].starts(with: mark) { return found }
                position = found + 1
            }
            return nil
        }
    }

    private static func isLineStart(_ index: Int, _ bytes: [UInt8]) -> Bool {
        index > 0 && (bytes[index - 1] == 0x0A || bytes[index - 1] == 0x0D)
    }

    /// Whether the line before an offset is `---`, perhaps with a comment.
    private static func followsSeparator(_ index: Int, _ bytes: [UInt8]) -> Bool {
        guard isLineStart(index, bytes) else { return false }
        var end = index - 1
        if end > 0, bytes[end] == 0x0A, bytes[end - 1] == 0x0D { end -= 1 }
        let lineStart = bytes[..<end].lastIndex { $0 == 0x0A || $0 == 0x0D }.map { $0 + 1 } ?? 0
        let line = bytes[lineStart..<end]
        guard line.starts(with: "---".utf8) else { return false }
        let rest = line.dropFirst(3).drop { $0 == 0x20 || $0 == 0x09 }
        return rest.first.map { $0 == UInt8(ascii: "#") } ?? true
    }
}
