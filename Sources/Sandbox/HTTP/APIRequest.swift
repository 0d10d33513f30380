/// A request as the handlers see it: decoded path and query, the headers that count, the body.
struct APIRequest: Sendable {
    static let maximumBodySize = 3 << 20

    var method: String
    /// The decoded steps of the path: `/api/v1` is `["api", "v1"]`.
    var path: [String]
    var query: Query
    var accept: String
    var contentType: String
    var userAgent: String
    var body: [UInt8] = []

    /// For what the server does of itself.
    static let internalRequest = APIRequest(
        method: "", path: [], query: Query(""), accept: "", contentType: "", userAgent: "")

    /// The media type of the body without its parameters.
    var mediaType: String { String(contentType.prefix { $0 != ";" }).trimmed.lowercased() }

    /// The name that writes are recorded under when none is given: the first word of the client's name.
    var defaultFieldManager: String {
        let name = userAgent.prefix { $0 != "/" }.unicodeScalars.filter { $0.value > 0x20 && $0.value != 0x7F }
        return name.isEmpty ? "unknown" : String(String(String.UnicodeScalarView(name)).prefix(128))
    }
}

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

/// In which form a client wants the answer.
struct Negotiation: Sendable, Equatable {
    enum Format: Sendable {
        case json
        case yaml
    }

    enum Shape: Sendable {
        case object
        case table
        case metadata
    }

    var format = Format.json
    var shape = Shape.object

    /// Whole objects in JSON.
    static let plain = Negotiation()

    init(shape: Shape = .object) { self.shape = shape }

    /// The first of the client's media types that is served.
    ///
    /// - Throws: 406 when none is.
    init(accept: String) throws(APIFailure) {
        let ranges = accept.split(separator: ",").map { range in
            range.split(separator: ";").map { $0.trimmed.lowercased() }
        }
        if ranges.isEmpty { return }
        for range in ranges {
            guard let type = range.first, let format = Self.formats[type] else { continue }
            let isMeta = range.contains("g=meta.k8s.io") && range.contains("v=v1")
            switch range.first(where: { $0.hasPrefix("as=") }) {
            case nil: break
            case "as=table" where isMeta: shape = .table
            case "as=partialobjectmetadata" where isMeta, "as=partialobjectmetadatalist" where isMeta: shape = .metadata
            case .some: continue
            }
            self.format = format
            return
        }
        throw .notAcceptable
    }

    private static let formats: [String: Format] = [
        "*/*": .json, "application/*": .json, "application/json": .json, "application/yaml": .yaml,
    ]
}
