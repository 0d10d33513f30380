/// The blocks of a PEM text, found as Go's `encoding/pem` finds them: what stands around them does not count.
package enum PEM {
    /// One of them.
    package struct Block {
        /// Such as `CERTIFICATE`.
        package let label: String
        /// What stands in it.
        package let bytes: [UInt8]
        /// Whether it has lines such as `Proc-Type: 4,ENCRYPTED`.
        package let hasHeaders: Bool

        /// Whether it says that it is a certificate.
        package var isCertificate: Bool { label == "CERTIFICATE" }
        /// Whether it says that it is a private key, of whatever format.
        package var isPrivateKey: Bool { label == "PRIVATE KEY" || label.hasSuffix(" PRIVATE KEY") }
    }

    /// The blocks in their order; a damaged one is none.
    package static func blocks(in text: [UInt8]) -> [Block] {
        var blocks: [Block] = []
        let lines = text.split(omittingEmptySubsequences: false) { $0 == 0x0A }.map { line in
            String(decoding: line, as: UTF8.self).trimmingEnd()
        }
        var index = 0
        while index < lines.count {
            defer { index += 1 }
            guard let label = marked(lines[index], "BEGIN"),
                let end = lines[(index + 1)...].firstIndex(where: { $0.hasPrefix("-----") }),
                marked(lines[end], "END") == label
            else { continue }
            let body = lines[(index + 1)..<end]
            let headers = body.prefix { $0.contains(":") }
            guard let bytes = Base64.decode(body.dropFirst(headers.count).joined()) else { continue }
            blocks.append(Block(label: label, bytes: bytes, hasHeaders: !headers.isEmpty))
            index = end
        }
        return blocks
    }

    /// A block as text.
    package static func text(_ label: String, _ bytes: [UInt8]) -> String {
        var text = "-----BEGIN \(label)-----\n"
        var rest = Base64.encode(bytes)[...]
        while !rest.isEmpty {
            text += rest.prefix(64) + "\n"
            rest = rest.dropFirst(64)
        }
        return text + "-----END \(label)-----\n"
    }

    private static func marked(_ line: Substring, _ word: String) -> String? {
        let start = "-----\(word) "
        guard line.hasPrefix(start), line.hasSuffix("-----"), line.utf8.count >= start.utf8.count + 5 else {
            return nil
        }
        return String(line.dropFirst(start.count).dropLast(5))
    }
}

extension String {
    fileprivate func trimmingEnd() -> Substring {
        var text = self[...]
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }
}
