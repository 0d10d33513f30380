internal import GatewayAPI
internal import Schemas
internal import Values

/// Something that an API server would refuse in a route.
public struct Problem: Sendable, Hashable, CustomStringConvertible {
    /// The field, such as `spec.rules[0].backendRefs[1].port`.
    public let path: String
    /// What is wrong with it and what is allowed, a sentence without a full stop.
    public let message: String
    /// What to do about it; nil where the message says it.
    public let help: String?

    /// All of it in one line.
    public var description: String { "\(path): \(message)" + (help.map { " (\($0))" } ?? "") }
}

extension TCPRoute {
    /// What an API server would refuse, in the order of the object's fields; none where it would take the route.
    ///
    /// - Parameter release: what the cluster has installed.
    public func problems(in release: GatewayAPIRelease = .newest) -> [Problem] {
        let schema = release == .newest ? Self.newestSchema : Self.schema(of: release)
        let object = schema.applyingDefaults(to: fieldValue)
        return schema.violations(in: object).map(Problem.init) + annotationsSize(object)
    }

    private static let newestSchema = schema(of: .newest)

    private static func schema(of release: GatewayAPIRelease) -> Schema {
        var schema = TCPRouteSchema.object(release.target)
        schema.change("metadata") { metadata in
            metadata["ownerReferences"] = ObjectMetadata.authored["ownerReferences"]
            metadata.required = ["name"]
        }
        return schema
    }

    private func annotationsSize(_ object: Value) -> [Problem] {
        let limit = ObjectMetadata.maximumAnnotationsSize
        let size = ObjectMetadata.size(ofAnnotations: object["metadata"]?["annotations"]?.object ?? [:])
        guard size > limit else { return [] }
        return [
            Problem(
                path: "metadata.annotations",
                message: "annotations has \(size) bytes, keys included; an object takes \(limit)",
                help: "keep large texts elsewhere, such as in a ConfigMap")
        ]
    }
}

extension Problem {
    init(_ violation: Violation) {
        let path =
            switch violation.kind {
            case .required(let field): violation.path.appending(field)
            case .rule(_, let finding): violation.path.appending(finding.path)
            default: violation.path
            }
        self.init(path: path.description, message: violation.explanation, help: violation.advice)
    }
}
