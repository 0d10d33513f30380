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
