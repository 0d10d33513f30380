/// The way from an object to one of its fields: `spec.rules[0].backendRefs[1].weight`.
package struct FieldPath: Sendable, Hashable, Comparable {
    /// A step of the path.
    package enum Element: Sendable, Hashable {
        case key(String)
        case index(Int)
    }

    /// The steps from the object on; none for the object itself.
    package var elements: [Element]

    package init(_ elements: [Element] = []) { self.elements = elements }

    /// Whether it leads to the object itself.
    package var isRoot: Bool { elements.isEmpty }
    /// The path to what holds the field; the root for the root.
    package var parent: FieldPath { FieldPath(Array(elements.dropLast())) }
    /// The last step; nil for the root.
    package var last: Element? { elements.last }

    /// The path to a member of the field.
    package func appending(_ key: String) -> FieldPath { FieldPath(elements + [.key(key)]) }
    /// The path to an element of the field, counted from 0.
    package func appending(_ index: Int) -> FieldPath { FieldPath(elements + [.index(index)]) }
    /// The path of a field below this one, given from here on.
    package func appending(_ path: FieldPath) -> FieldPath { FieldPath(elements + path.elements) }

    /// Whether the field is the other one or lies inside it.
    package func isInside(_ other: FieldPath) -> Bool { elements.starts(with: other.elements) }

    /// Order by document position: keys by name, list elements by number.
    package static func < (left: FieldPath, right: FieldPath) -> Bool {
        for (one, other) in zip(left.elements, right.elements) where one != other {
            switch (one, other) {
            case (.key(let one), .key(let other)): return one < other
            case (.index(let one), .index(let other)): return one < other
            case (.key, .index): return true
            case (.index, .key): return false
            }
        }
        return left.elements.count < right.elements.count
    }
}

extension FieldPath: CustomStringConvertible, ExpressibleByStringLiteral {
    package var description: String {
        var text = ""
        for element in elements {
            switch element {
            case .index(let index): text += "[\(index)]"
            case .key(let key) where Self.isPlain(key): text += text.isEmpty ? key : ".\(key)"
            case .key(let key): text += "[\"\(Self.escaped(key))\"]"
            }
        }
        return text
    }

    /// A path known to be well formed; a malformed literal is the one key that it spells.
    package init(stringLiteral text: String) {
        self = (try? FieldPath(parsing: text)) ?? FieldPath([.key(text)])
    }

    /// Whether a key reads back as itself without quotes; digits alone would be an index.
    private static func isPlain(_ key: String) -> Bool {
        !key.utf8.allSatisfy(\.isASCIIDigit)
            && key.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "."), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "\""), UInt8(ascii: "/"),
                    UInt8(ascii: "\\"), 0...32:
                    false
                default: true
                }
            }
    }

    private static func escaped(_ key: String) -> String {
        guard key.utf8.contains(where: { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }) else { return key }
        return key.unicodeScalars.reduce(into: "") { text, scalar in
            if scalar == "\"" || scalar == "\\" { text += "\\" }
            text.unicodeScalars.append(scalar)
        }
    }
}

/// Why a text is no field path, and at which of its bytes.
package struct FieldPathError: Error, Equatable {
    /// What is wrong, without the place and a final full stop.
    package let message: String
    /// The byte of the text that is in the way, from 0; its length where something is missing at the end.
    package let offset: Int
}

extension FieldPath {
    /// Reads `spec.rules[0].name`, `spec.rules.0.name`, `metadata.labels["a.b/c"]` and `metadata.labels.a\.b/c`.
    ///
    /// A step of digits alone after a dot is a list index; in quotes it is a key.
    package init(parsing text: String) throws(FieldPathError) {
        var scanner = FieldPathScanner(text)
        elements = try scanner.scan()
    }
}

private struct FieldPathScanner {
    private let bytes: [UInt8]
    private var position = 0

    init(_ text: String) { bytes = Array(text.utf8) }

    mutating func scan() throws(FieldPathError) -> [FieldPath.Element] {
        var elements: [FieldPath.Element] = []
        guard !bytes.isEmpty else { throw failure("the path is empty") }
        while position < bytes.count {
            if bytes[position] == UInt8(ascii: "[") {
                elements.append(try bracket())
            } else {
                if !elements.isEmpty {
                    guard bytes[position] == UInt8(ascii: ".") else { throw failure("expected '.' or '['") }
                    position += 1
                }
                elements.append(try step())
            }
        }
        return elements
    }

    private mutating func step() throws(FieldPathError) -> FieldPath.Element {
        var key: [UInt8] = []
        var escaped = false
        while position < bytes.count {
            var byte = bytes[position]
            if byte == UInt8(ascii: ".") || byte == UInt8(ascii: "[") { break }
            if byte == UInt8(ascii: "\\"), position + 1 < bytes.count {
                position += 1
                byte = bytes[position]
                escaped = true
            }
            key.append(byte)
            position += 1
        }
        guard !key.isEmpty else { throw failure("a step of the path is empty") }
        let text = String(decoding: key, as: UTF8.self)
        if !escaped, key.allSatisfy(\.isASCIIDigit), let index = Int(text) { return .index(index) }
        return .key(text)
    }

    private mutating func bracket() throws(FieldPathError) -> FieldPath.Element {
        let open = position
        position += 1
        let quote = position < bytes.count ? bytes[position] : 0
        if quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
            position += 1
            return .key(try quotedKey(quote, open: open))
        }
        guard let end = bytes[position...].firstIndex(of: UInt8(ascii: "]")) else {
            throw FieldPathError(message: "'[' is not closed", offset: open)
        }
        let text = String(decoding: bytes[position..<end], as: UTF8.self)
        position = end + 1
        guard !text.isEmpty else { throw FieldPathError(message: "'[]' needs an index", offset: open) }
        if let index = Int(text), index >= 0 { return .index(index) }
        return .key(text)
    }

    /// The key up to `"]`; a backslash stands before a quote or a backslash that belongs to the key.
    private mutating func quotedKey(_ quote: UInt8, open: Int) throws(FieldPathError) -> String {
        var key: [UInt8] = []
        while position < bytes.count, bytes[position] != quote {
            if bytes[position] == UInt8(ascii: "\\"), position + 1 < bytes.count { position += 1 }
            key.append(bytes[position])
            position += 1
        }
        guard position + 1 < bytes.count, bytes[position + 1] == UInt8(ascii: "]") else {
            throw FieldPathError(message: "the quoted key is not closed", offset: open)
        }
        position += 2
        return String(decoding: key, as: UTF8.self)
    }

    private func failure(_ message: String) -> FieldPathError { FieldPathError(message: message, offset: position) }
}
