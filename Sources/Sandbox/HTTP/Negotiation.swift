/// In which form a client wants the answer.
struct Negotiation: Sendable, Equatable {
    enum Format: Sendable {
        case json
        case yaml
        /// What only kinds have that API servers have of themselves.
        case protobuf
    }

    enum Shape: Sendable, Equatable {
        case object
        /// - Parameter version: that of `meta.k8s.io`.
        case table(version: String)
        case metadata
        /// What only lists have.
        case metadataList
    }

    var format = Format.json
    var shape = Shape.object

    /// Whole objects in JSON.
    static let plain = Negotiation()

    init(shape: Shape = .object) { self.shape = shape }

    /// The media type that is served of those that the client likes most, the first of several.
    ///
    /// - Parameter offersProtobuf: whether that is served.
    /// - Throws: 406 when none is.
    init(accept: String, offersProtobuf: Bool = false) throws(APIFailure) {
        let ranges = accept.split(separator: ",").map { range in
            range.split(separator: ";").map { $0.trimmed.lowercased() }
        }
        if ranges.isEmpty { return }
        let liked = ranges.enumerated().sorted { ($1.element.liking, $0.offset) < ($0.element.liking, $1.offset) }
        for (_, range) in liked {
            guard let type = range.first, let format = Self.formats[type], let shape = Self.shape(range) else {
                continue
            }
            // Only whole objects are written so.
            guard format != .protobuf || offersProtobuf && shape == .object else { continue }
            self.format = format
            self.shape = shape
            return
        }
        throw .notAcceptable
    }

    /// - Returns: nil for a shape that is not known.
    private static func shape(_ range: [String]) -> Shape? {
        guard let wanted = range.first(where: { $0.hasPrefix("as=") }) else { return .object }
        guard range.contains("g=meta.k8s.io"),
            let version = ["v1", "v1beta1"].first(where: { range.contains("v=\($0)") })
        else { return nil }
        return switch wanted {
        case "as=table": .table(version: version)
        case "as=partialobjectmetadata": .metadata
        case "as=partialobjectmetadatalist": .metadataList
        default: nil
        }
    }

    private static let formats: [String: Format] = [
        "*/*": .json, "application/*": .json, "application/json": .json, "application/yaml": .yaml,
        ProtobufObject.mediaType: .protobuf,
    ]

    /// What is said of the content of a watch in this form.
    var streamType: String {
        format == .protobuf ? "\(ProtobufObject.mediaType);stream=watch" : "application/json"
    }
}

extension [String] {
    /// How much a client likes a media range (RFC 9110, section 12.4.2).
    fileprivate var liking: Double {
        first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) } ?? 1
    }
}
