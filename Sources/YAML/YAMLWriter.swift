package import Values

/// Writes values as block-style YAML that kubectl and this tool read back as the same values.
package struct YAMLWriter {
    private var text = ""
    private let comments: Comments

    private init(_ comments: Comments) { self.comments = comments }

    /// One document, ending with a line break.
    ///
    /// - Parameter comments: what is written above and beside its fields.
    package static func text(_ value: Value, comments: Comments = Comments()) -> String {
        var writer = YAMLWriter(comments)
        writer.writeLines(aboveElement: value, at: FieldPath(), indent: 0, isRoot: true)
        writer.write(value, at: FieldPath(), indent: 0, afterKey: false)
        for line in comments.below { writer.text += line + "\n" }
        return writer.text
    }

    /// Several documents, separated by `---`.
    package static func text(documents: [Value]) -> String {
        documents.map { text($0) }.joined(separator: "---\n")
    }

    private mutating func write(_ value: Value, at path: FieldPath, indent: Int, afterKey: Bool) {
        switch value {
        case .object(let object) where !object.isEmpty: write(object, at: path, indent: indent, afterKey: afterKey)
        case .array(let array) where !array.isEmpty: write(array, at: path, indent: indent, afterKey: afterKey)
        default: writeInline(value, beside: beside(path), indent: indent, afterKey: afterKey)
        }
    }

    private mutating func write(_ object: Object, at path: FieldPath, indent: Int, afterKey: Bool) {
        if afterKey { text += beside(path) + "\n" }
        for (position, member) in object.enumerated() {
            let place = path.appending(member.key)
            // The first entry of a list item stands behind its dash, and what belongs above it above that.
            if position > 0 || afterKey || indent == 0 {
                writeLines(above: place, indent: indent)
                text += Self.spaces(indent)
            }
            let key = Self.scalar(member.key)
            // YAML finds the colon of a plain entry within 1024 characters only.
            text += key.utf8.count > 1000 ? "? \(key)\n\(Self.spaces(indent)):" : "\(key):"
            // Lists stand at the level of their key, as kubectl writes them.
            let childIndent = member.value.array == nil ? indent + 2 : indent
            write(member.value, at: place, indent: childIndent, afterKey: true)
        }
    }

    private mutating func write(_ array: [Value], at path: FieldPath, indent: Int, afterKey: Bool) {
        if afterKey { text += beside(path) + "\n" }
        for (position, element) in array.enumerated() {
            let place = path.appending(position)
            if position > 0 || afterKey || indent == 0 {
                writeLines(aboveElement: element, at: place, indent: indent)
                text += Self.spaces(indent)
            }
            text += "- "
            write(element, at: place, indent: indent + 2, afterKey: false)
        }
    }

    private mutating func writeInline(_ value: Value, beside comment: String, indent: Int, afterKey: Bool) {
        if afterKey { text += " " }
        switch value {
        case .null: text += "null"
        case .bool(let bool): text += bool ? "true" : "false"
        case .int(let int): text += String(int)
        case .double(let double): text += Self.number(double)
        case .string(let string):
            if let block = Self.block(string, indent: indent) {
                text += block.header + comment + "\n" + block.lines
                return
            }
            text += Self.scalar(string)
        case .array: text += "[]"
        case .object: text += "{}"
        }
        text += comment + "\n"
    }

    // MARK: Comments

    /// The comments of what has no line of its own, because its first entry stands on it.
    private mutating func writeLines(
        aboveElement value: Value, at path: FieldPath, indent: Int, isRoot: Bool = false
    ) {
        writeLines(above: path, indent: indent)
        switch value {
        case .object(let object):
            guard let first = object.first else { return }
            writeLines(comments.beside[path], indent: indent)
            // What stands behind its key is not in the element's first line, or has nothing above it.
            if !isRoot { writeLines(above: path.appending(first.key), indent: indent) }
        case .array(let array):
            guard let first = array.first else { return }
            writeLines(comments.beside[path], indent: indent)
            if !isRoot { writeLines(aboveElement: first, at: path.appending(0), indent: indent) }
        default: break
        }
    }

    private mutating func writeLines(above path: FieldPath, indent: Int) {
        writeLines(comments.above[path], indent: indent)
    }

    private mutating func writeLines(_ lines: [String]?, indent: Int) {
        for line in lines ?? [] { text += Self.spaces(indent) + line + "\n" }
    }

    private func beside(_ path: FieldPath) -> String {
        (comments.beside[path] ?? []).map { " " + $0 }.joined()
    }

    private static func spaces(_ count: Int) -> String { String(repeating: " ", count: count) }

    private static func number(_ double: Double) -> String {
        if double.isNaN { return ".nan" }
        if double.isInfinite { return double < 0 ? "-.inf" : ".inf" }
        return JSONWriter.text(of: double)
    }

    /// A string as a plain scalar where it reads back as that string, otherwise in double quotes.
    package static func scalar(_ string: String) -> String {
        isPlain(string) ? string : quoted(string)
    }

    /// In double quotes as JSON has it, with escapes for what YAML takes for a line break or refuses.
    private static func quoted(_ string: String) -> String {
        let text = JSONWriter.text(.string(string))
        guard !text.unicodeScalars.allSatisfy(isPrintable) else { return text }
        return text.unicodeScalars.reduce(into: "") { result, scalar in
            if isPrintable(scalar) {
                result.unicodeScalars.append(scalar)
            } else {
                result += "\\u" + String(scalar.value, radix: 16).zeroPadded(to: 4)
            }
        }
    }

    /// Several lines of printable text as a literal block; nil where that would not read back the same.
    private static func block(_ string: String, indent: Int) -> (header: String, lines: String)? {
        // By scalars: a space with a combining mark behind it is one character, and not a space.
        let scalars = string.unicodeScalars
        guard scalars.contains("\n"), let first = scalars.first, first != " ", first != "\n" else { return nil }
        let body = scalars.last == "\n" ? scalars.dropLast() : scalars[...]
        guard body.last != "\n", body.allSatisfy({ $0 == "\n" || isPrintable($0) }) else { return nil }
        let lines = body.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.allSatisfy({ $0.last != " " }) else { return nil }
        let margin = spaces(max(indent, 2))
        return (
            scalars.last == "\n" ? "|" : "|-",
            lines.map { $0.isEmpty ? "\n" : margin + String($0) + "\n" }.joined()
        )
    }

    /// Whether a character reads back as it is, and ends no line.
    static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        // Line separators and the byte order mark would change on the way.
        (scalar.value >= 0x20 && scalar.value < 0x7F)
            || (scalar.value >= 0xA0 && scalar.value != 0x2028
                && scalar.value != 0x2029 && scalar.value != 0xFEFF && scalar.value != 0xFFFE && scalar.value != 0xFFFF)
    }

    private static func isPlain(_ string: String) -> Bool {
        var string = string
        return string.withUTF8 { bytes in
            guard let first = bytes.first, let last = bytes.last, bytes.count <= 200 else { return false }
            if ScalarResolver.resolve(bytes) != .string { return false }
            if first == UInt8(ascii: "=") || bytes.elementsEqual("<<".utf8) { return false }
            // At the start of a line this would end the document.
            if bytes.starts(with: "...".utf8), bytes.count == 3 || bytes[3] == 0x20 { return false }
            // Digits first may be a date or a base-60 number to other readers of YAML 1.1.
            if isDigitLike(first), bytes.contains(where: { $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "-") }),
                bytes.allSatisfy({ isDigitLike($0) || ":-.TtZz_ ".utf8.contains($0) })
            {
                return false
            }
            guard isSafeStart(first), last != UInt8(ascii: ":"), last != 0x20 else { return false }
            var previous: UInt8 = 0
            for byte in bytes {
                if byte < 0x20 || byte >= 0x7F { return false }
                if previous == UInt8(ascii: ":"), byte == 0x20 { return false }
                if previous == 0x20, byte == UInt8(ascii: "#") { return false }
                previous = byte
            }
            return true
        }
    }

    private static func isDigitLike(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || byte == UInt8(ascii: "+")
    }

    private static func isSafeStart(_ byte: UInt8) -> Bool {
        switch Unicode.Scalar(byte) {
        case "a"..."z", "A"..."Z", "0"..."9", "_", "/", ".", "$", "(", "+", "^", ";": true
        default: false
        }
    }
}
