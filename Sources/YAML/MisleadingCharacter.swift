internal import Diagnostics

/// A character where YAML's signs stand that cannot be seen, or that looks like one of them.
enum MisleadingCharacter {
    /// The first one outside comments on the lines between two places of a text, and what to say of it.
    static func find(in source: SourceFile, from start: Int, to end: Int) -> (range: SourceRange, help: String)? {
        let bytes = source.bytes
        var offset = startOfLine(start, in: bytes)
        let lineEnd = bytes[min(end, bytes.count)...].firstIndex { isLineBreak($0) } ?? bytes.count
        var before: Unicode.Scalar = "\n"
        var isComment = false
        for scalar in String(decoding: bytes[offset..<lineEnd], as: UTF8.self).unicodeScalars {
            if scalar == "\n" { isComment = false }
            if scalar == "#", before == "\n" || before == " " { isComment = true }
            if !isComment, let help = help(for: scalar, behind: before) {
                return (SourceRange(file: source, start: offset, end: offset + UTF8.width(scalar)), help)
            }
            offset += UTF8.width(scalar)
            // Blanks at the start of a line are still its start.
            if before != "\n" || scalar != " " { before = scalar }
        }
        return nil
    }

    /// The start of the line that a place is on.
    static func startOfLine(_ offset: Int, in bytes: [UInt8]) -> Int {
        bytes[..<min(offset, bytes.count)].lastIndex { isLineBreak($0) }.map { $0 + 1 } ?? 0
    }

    private static func isLineBreak(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }

    private static func help(for scalar: Unicode.Scalar, behind before: Unicode.Scalar) -> String? {
        guard !scalar.isASCII else { return nil }
        if colons.contains(scalar) {
            return "the text has a character that looks like ':' and is another: \(InvisibleCharacter.name(of: scalar))"
        }
        return signs.contains(before) ? InvisibleCharacter(scalar)?.help : nil
    }

    /// What a blank has to follow to be one of YAML's signs.
    private static let signs: Set<Unicode.Scalar> = ["\n", ":", "-", "?", ",", "[", "{"]
    private static let colons: Set<Unicode.Scalar> = ["\u{FF1A}", "\u{FE55}", "\u{A789}", "\u{2236}"]
}
