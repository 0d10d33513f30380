package import Diagnostics
package import Values

/// Why bytes are no JSON, and where.
package struct JSONError: Error, Equatable, CustomStringConvertible {
    /// What stands in the way: the text's form, a number that does not fit, or a bound that the caller has set.
    package enum Reason: Sendable { case syntax, number, limit }

    /// What is wrong, without the place and a final full stop.
    package let message: String
    /// The byte of the text that is in the way, from 0.
    package let offset: Int
    /// Why the text is refused.
    package let reason: Reason

    package init(message: String, offset: Int, reason: Reason = .syntax) {
        self.message = message
        self.offset = offset
        self.reason = reason
    }

    package var description: String { "\(message) (at byte \(offset))" }
}

/// Reads JSON (RFC 8259) in one pass into a document, with byte ranges and repeated keys noted.
package struct JSONReader: ~Copyable {
    /// Deeper nesting is refused, so that hostile input cannot exhaust the stack.
    package static let maximumDepth = 512

    private let bytes: [UInt8]
    private var position = 0
    private var builder: DocumentBuilder
    private let maximumNodes: Int
    private let maximumDepth: Int

    private init(
        _ source: SourceFile, from start: Int = 0, maximumNodes: Int = .max, maximumDepth: Int = Self.maximumDepth,
        room: Int? = nil
    ) {
        bytes = source.bytes
        position = start
        self.maximumNodes = maximumNodes
        self.maximumDepth = maximumDepth
        builder = DocumentBuilder(source: source, number: 0, room: room)
    }

    /// Reads a text that is one JSON value; at most `maximumNodes` values in all, so that input cannot exhaust memory.
    ///
    /// Repeated keys are no error here: see ``Document/duplicateKeys``.
    package static func read(_ source: SourceFile, maximumNodes: Int = .max) throws(JSONError) -> Document {
        guard source.bytes.count <= Int(UInt32.max) else {
            throw JSONError(message: "the text is larger than 4 GiB", offset: 0)
        }
        // What is reserved and not used takes no memory, while growing step by step takes half as much again.
        var reader = JSONReader(source, maximumNodes: maximumNodes, room: source.bytes.count / 8)
        reader.skipSpace()
        try reader.value()
        reader.skipSpace()
        guard reader.position == reader.bytes.count else {
            throw reader.failure("there is more text after the JSON value")
        }
        return reader.builder.finish()
    }

    /// The values that a text begins with.
    package struct Stream: Sendable {
        /// The values, each a document of its own.
        package var documents: [Document] = []
        /// Where the last value ends.
        package var end: Int
        /// Why the text behind it is no JSON; nil where there is none.
        package var failure: JSONError?
    }

    /// Reads values one after another up to the end of a text, or as far as it is JSON.
    package static func stream(
        _ source: SourceFile, from start: Int, maximumDocuments: Int, maximumNodes: Int,
        maximumDepth: Int = Self.maximumDepth
    ) -> Stream {
        var reader = JSONReader(source, from: start, maximumNodes: maximumNodes, maximumDepth: maximumDepth)
        var stream = Stream(end: start)
        do throws(JSONError) {
            reader.skipSpace()
            while reader.current != nil {
                guard stream.documents.count < maximumDocuments else {
                    throw reader.failure("the text has more than \(maximumDocuments) documents", .limit)
                }
                try reader.value()
                stream.documents.append(reader.builder.finish())
                stream.end = reader.position
                reader.skipSpace()
            }
        } catch {
            stream.failure = error
        }
        return stream
    }

    /// The plain data of a JSON text, which has at most `maximumValues` values.
    package static func value(
        _ bytes: [UInt8], name: String = "JSON", maximumValues: Int = .max
    ) throws(JSONError) -> Value {
        try read(SourceFile(name: name, bytes: bytes), maximumNodes: maximumValues).root.value
    }

    private func failure(_ message: String, _ reason: JSONError.Reason = .syntax) -> JSONError {
        JSONError(message: message, offset: position, reason: reason)
    }

    private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipSpace() {
        while position < bytes.count, [0x20, 0x0A, 0x0D, 0x09].contains(bytes[position]) { position += 1 }
    }

    private mutating func value() throws(JSONError) {
        guard builder.count < maximumNodes else {
            throw failure("the document has more than \(maximumNodes) values", .limit)
        }
        let start = position
        switch current {
        case UInt8(ascii: "{"): try object()
        case UInt8(ascii: "["): try array()
        case UInt8(ascii: "\""): try string()
        case UInt8(ascii: "t"):
            try word("true")
            builder.scalar(.bool(true), style: .plain, start: start, end: position)
        case UInt8(ascii: "f"):
            try word("false")
            builder.scalar(.bool(false), style: .plain, start: start, end: position)
        case UInt8(ascii: "n"):
            try word("null")
            builder.scalar(.null, style: .plain, start: start, end: position)
        case .some(let byte) where byte == UInt8(ascii: "-") || (0x30...0x39).contains(byte): try number()
        case .some: throw failure("expected a JSON value")
        case nil: throw failure("the text ends where a JSON value was expected")
        }
    }

    private mutating func open(mapping: Bool) throws(JSONError) {
        guard builder.depth < maximumDepth else {
            throw failure("nested more than \(maximumDepth) levels deep", .limit)
        }
        builder.begin(mapping: mapping, start: position)
        position += 1
        skipSpace()
    }

    private mutating func close() {
        position += 1
        builder.end(at: position)
    }

    private mutating func object() throws(JSONError) {
        try open(mapping: true)
        if current == UInt8(ascii: "}") { return close() }
        while true {
            guard current == UInt8(ascii: "\"") else { throw failure("expected a key in double quotes") }
            try string()
            skipSpace()
            guard current == UInt8(ascii: ":") else { throw failure("expected ':' after the key") }
            position += 1
            skipSpace()
            try value()
            skipSpace()
            if current == UInt8(ascii: "}") { return close() }
            guard current == UInt8(ascii: ",") else { throw failure("expected ',' or '}'") }
            position += 1
            skipSpace()
        }
    }

    private mutating func array() throws(JSONError) {
        try open(mapping: false)
        if current == UInt8(ascii: "]") { return close() }
        while true {
            try value()
            skipSpace()
            if current == UInt8(ascii: "]") { return close() }
            guard current == UInt8(ascii: ",") else { throw failure("expected ',' or ']'") }
            position += 1
            skipSpace()
        }
    }

    private mutating func word(_ word: StaticString) throws(JSONError) {
        let matches = word.withUTF8Buffer { bytes[position...].starts(with: $0) }
        guard matches else { throw failure("expected '\(word)'") }
        position += word.utf8CodeUnitCount
    }

    private mutating func number() throws(JSONError) {
        let start = position
        if current == UInt8(ascii: "-") { position += 1 }
        let firstDigit = position
        try digits()
        if bytes[firstDigit] == 0x30, position > firstDigit + 1 { throw failure("a number has a leading zero") }
        var whole = true
        if current == UInt8(ascii: ".") {
            whole = false
            position += 1
            try digits()
        }
        if current == UInt8(ascii: "e") || current == UInt8(ascii: "E") {
            whole = false
            position += 1
            if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { position += 1 }
            try digits()
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if whole, let int = Int64(text) {
            builder.scalar(.int(int), style: .plain, start: start, end: position)
        } else if let double = Double(text), double.isFinite {
            builder.scalar(.double(double), style: .plain, start: start, end: position)
        } else {
            throw JSONError(message: "the number does not fit a double", offset: start, reason: .number)
        }
    }

    private mutating func digits() throws(JSONError) {
        let start = position
        while let byte = current, (0x30...0x39).contains(byte) { position += 1 }
        guard position > start else { throw failure("expected a digit") }
    }

    private mutating func string() throws(JSONError) {
        let start = position
        position += 1
        let textStart = position
        while let byte = current, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 { position += 1 }
        if current == UInt8(ascii: "\"") {
            position += 1
            try checkUTF8(textStart, position - 1)
            builder.sourceString(
                offset: textStart, length: position - 1 - textStart, style: .doubleQuoted, start: start, end: position)
            return
        }
        var text = Array(bytes[textStart..<position])
        while let byte = current, byte != UInt8(ascii: "\"") {
            guard byte >= 0x20 else { throw failure("a control character stands in a string") }
            position += 1
            if byte == UInt8(ascii: "\\") { try escape(into: &text) } else { text.append(byte) }
        }
        guard current != nil else { throw JSONError(message: "a string is not closed", offset: start) }
        position += 1
        try checkUTF8(textStart, position - 1)
        builder.poolString(text, style: .doubleQuoted, start: start, end: position)
    }

    private func checkUTF8(_ start: Int, _ end: Int) throws(JSONError) {
        guard bytes[start..<end].contains(where: { $0 >= 0x80 }) else { return }
        guard String(validating: bytes[start..<end], as: UTF8.self) != nil else {
            throw JSONError(message: "a string is not valid UTF-8", offset: start)
        }
    }

    private mutating func escape(into text: inout [UInt8]) throws(JSONError) {
        guard let byte = current else { throw failure("a string is not closed") }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"):
            let unit = try hexUnit()
            var scalar = Unicode.Scalar(unit)
            if unit & 0xFC00 == 0xD800, position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"),
                bytes[position + 1] == UInt8(ascii: "u")
            {
                let second = position
                position += 2
                let low = try hexUnit()
                if low & 0xFC00 == 0xDC00 {
                    scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
                } else {
                    position = second
                }
            }
            // A lone surrogate becomes the replacement character, as Go's decoder has it.
            text.append(contentsOf: Array(String(scalar ?? "\u{FFFD}").utf8))
        default: throw JSONError(message: "unknown escape in a string", offset: position - 2)
        }
    }

    private mutating func hexUnit() throws(JSONError) -> UInt32 {
        // Swift would take a sign here, JSON does not.
        guard position + 4 <= bytes.count, bytes[position] != UInt8(ascii: "+"), bytes[position] != UInt8(ascii: "-"),
            let unit = UInt32(String(decoding: bytes[position..<position + 4], as: UTF8.self), radix: 16)
        else { throw failure("expected four hexadecimal digits") }
        position += 4
        return unit
    }
}
