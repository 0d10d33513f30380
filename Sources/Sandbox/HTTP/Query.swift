internal import Values

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

    /// Whether a switch is on, as the API machinery reads it: any value but `false` and `0` is on, an empty one too.
    func isSet(_ name: String) -> Bool { choice(name) ?? false }

    /// The same of a switch whose absence says something of its own: nil.
    func choice(_ name: String) -> Bool? { self[name].map { !["false", "0"].contains($0.lowercased()) } }
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
