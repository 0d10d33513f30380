internal import Diagnostics

/// A change to a text that makes libyaml read it as go-yaml v2 does; the document is then read again.
enum Correction {
    /// `\'` in double quotes, which only go-yaml knows: the backslashes go.
    case dropBackslashes([Int])
    /// `,`, `[` and `]` in a tag, which end it only for libyaml: other characters take their place.
    case replaceInTag([Int])

    func apply(to text: inout ParserText) {
        switch self {
        case .dropBackslashes(let offsets): text.drop(offsets)
        case .replaceInTag(let offsets): text.replace(offsets, with: UInt8(ascii: "_"))
        }
    }
}

// MARK: - In words, for where it is not made

extension Correction {
    var place: Int {
        switch self {
        case .dropBackslashes(let offsets), .replaceInTag(let offsets): offsets.first ?? 0
        }
    }

    var problem: String {
        switch self {
        case .dropBackslashes: "found unknown escape character"
        case .replaceInTag: "did not find the end of a tag"
        }
    }

    var help: String {
        switch self {
        case .dropBackslashes: "in double quotes, ' needs no backslash"
        case .replaceInTag: "put a space behind the tag"
        }
    }
}

// MARK: - What needs one

extension Correction {
    /// What mends a problem of libyaml's alone; nil where the text is no YAML to anybody.
    init?(of problem: EventParser.Problem, in text: ParserText) {
        guard !problem.isByteOffset else { return nil }
        let bytes = text.source.bytes[..<text.range.upperBound]
        let place = text.offset(ofCharacter: problem.position)
        switch problem.message {
        case "found unknown escape character":
            guard bytes[place...].starts(with: "\\'".utf8) else { return nil }
            self = .dropBackslashes(Self.escapedApostrophes(in: bytes[place...]))
        case "did not find expected whitespace or line break", "did not find expected tag URI":
            let tag = problem.context.map { text.offset(ofCharacter: $0.position) } ?? place
            guard !bytes[tag...].starts(with: "!<".utf8) else { return nil }
            self.init(tagEndingAt: place, in: bytes)
        default: return nil
        }
    }

    /// The correction for a tag that libyaml ends at an offset, and go-yaml later; nil where both end it there.
    init?(tagEndingAt end: Int, in bytes: ArraySlice<UInt8>) {
        let rest = bytes[end...].prefix { Self.tagCharacters.contains($0) }
        guard let first = rest.first, Self.flowCharacters.contains(first) else { return nil }
        self = .replaceInTag(rest.indices.filter { Self.flowCharacters.contains(bytes[$0]) })
    }

    private static let flowCharacters = Set(",[]".utf8)
    private static let tagCharacters = Set(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-;/?:@&=+$,.!~*'()[]%".utf8)

    /// The backslashes before apostrophes up to the end of a text in double quotes.
    private static func escapedApostrophes(in text: ArraySlice<UInt8>) -> [Int] {
        var found: [Int] = []
        var index = text.startIndex
        while index < text.endIndex, text[index] != UInt8(ascii: "\"") {
            if text[index] == UInt8(ascii: "\\") {
                if text[index...].starts(with: "\\'".utf8) { found.append(index) }
                index += 1
            }
            index += 1
        }
        return found
    }
}
