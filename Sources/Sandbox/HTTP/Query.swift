/// The parameters of a request.
struct Query: Sendable {
    private var items: [(name: String, value: String)] = []

    init(_ text: some StringProtocol) {
        for item in text.split(separator: "&") {
            let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let value = parts.count > 1 ? PercentCoding.decode(parts[1], plusIsSpace: true) : ""
            items.append((PercentCoding.decode(parts[0], plusIsSpace: true), value))
        }
    }

    /// The first value of a parameter; nil when it is missing.
    subscript(_ name: String) -> String? { items.first { $0.name == name }?.value }

    func all(_ name: String) -> [String] { items.filter { $0.name == name }.map(\.value) }

    /// Whether a switch is on, as Go's `ParseBool` reads it; the API machinery takes an empty value as on.
    func isSet(_ name: String) -> Bool {
        self[name].map { ["", "1", "t", "T", "true", "TRUE", "True"].contains($0) } ?? false
    }
}

enum PercentCoding {
    static func decode(_ text: some StringProtocol, plusIsSpace: Bool = false) -> String {
        var bytes: [UInt8] = []
        var source = Array(text.utf8)[...]
        while let byte = source.popFirst() {
            if byte == UInt8(ascii: "%"), source.count >= 2,
                let decoded = UInt8(String(decoding: source.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(decoded)
                source = source.dropFirst(2)
            } else {
                bytes.append(plusIsSpace && byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension StringProtocol {
    /// The text without spaces and tabs at its ends.
    var trimmed: String {
        let isSpace = { (character: Character) in character == " " || character == "\t" }
        var text = self.drop(while: isSpace)
        while let last = text.last, isSpace(last) { text = text.dropLast() }
        return String(text)
    }
}
