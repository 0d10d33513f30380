internal import FoundationEssentials

/// The blocks of a PEM text, read as leniently as Go does: what is no block, or no base64, is passed over.
struct PEMBlock {
    /// Such as `CERTIFICATE`.
    let label: String
    let bytes: [UInt8]

    static func blocks(in text: [UInt8]) -> [PEMBlock] {
        var blocks: [PEMBlock] = []
        var label: String?
        var lines: [Substring] = []
        for line in String(decoding: text, as: UTF8.self).split(
            omittingEmptySubsequences: true, whereSeparator: \.isNewline)
        {
            if let begun = name(in: line, after: "-----BEGIN ") {
                label = begun
                lines = []
            } else if let open = label, name(in: line, after: "-----END ") == open {
                if let bytes = decoded(lines) { blocks.append(PEMBlock(label: open, bytes: bytes)) }
                label = nil
            } else {
                lines.append(line)
            }
        }
        return blocks
    }

    private static func name(in line: Substring, after prefix: String) -> String? {
        var line = line
        while line.last?.isWhitespace == true { line.removeLast() }
        guard line.hasPrefix(prefix), line.hasSuffix("-----"), line.utf8.count >= prefix.utf8.count + 5 else {
            return nil
        }
        return String(line.dropFirst(prefix.count).dropLast(5))
    }

    /// The content of a block; nil where it has headers, which only encrypted keys have, or is no base64.
    private static func decoded(_ lines: [Substring]) -> [UInt8]? {
        let text = lines.joined().filter { !$0.isWhitespace }
        return Data(base64Encoded: text).map { [UInt8]($0) }
    }
}
