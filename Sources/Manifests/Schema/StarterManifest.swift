package import Diagnostics
internal import GatewayAPI
internal import Schemas
package import Values
internal import YAML

/// A first KubernetesTcpRoute with a comment at each field, to be edited further.
package struct StarterManifest: Sendable {
    /// The route's name, an RFC 1123 subdomain.
    package var name = "my-route"
    /// The route's namespace.
    package var namespace = "default"
    /// The Gateway that the route attaches to.
    package var gateway = "my-gateway"
    /// Namespace of the Gateway; nil for the route's own.
    package var gatewayNamespace: String?
    /// The listener of the Gateway, its `sectionName`.
    package var listener = "tcp"
    /// The Service that connections go to, in the route's namespace.
    package var backend = "my-service"
    /// The Service's port, 1 to 65535.
    package var port: Int64 = 8080

    package init() {}

    /// Where the values stand in the manifest.
    package enum Place {
        /// Where `name` stands.
        package static let name: FieldPath = "metadata.name"
        /// Where `namespace` stands.
        package static let namespace: FieldPath = "spec.namespace"
        /// Where `gateway` stands.
        package static let gateway: FieldPath = "spec.parentRefs[0].name"
        /// Where `gatewayNamespace` stands.
        package static let gatewayNamespace: FieldPath = "spec.parentRefs[0].namespace"
        /// Where `listener` stands.
        package static let listener: FieldPath = "spec.parentRefs[0].sectionName"
        /// Where `backend` stands.
        package static let backend: FieldPath = "spec.rules[0].backendRefs[0].name"
        /// Where `port` stands.
        package static let port: FieldPath = "spec.rules[0].backendRefs[0].port"
    }

    /// What `validate` says of the manifest; notes, which are about the API's version, are left out.
    package func problems() async -> [Diagnostic] {
        let source = SourceFile(name: "manifest", text: text(schemaLocation: ""))
        return await ManifestSet.load([.text(source)], ManifestOptions()).diagnostics.filter { $0.severity != .note }
    }

    /// The manifest as YAML.
    ///
    /// - Parameter schemaLocation: where editors find the JSON Schema.
    package func text(schemaLocation: String) -> String {
        var writer = CommentedWriter()
        writer.text = """
            # yaml-language-server: $schema=\(schemaLocation)
            # A TCP route for openmcf. 'openmcf explain' documents all fields, 'openmcf validate' checks the file.
            apiVersion: \(ManifestSchema.apiVersion)
            kind: \(ManifestSchema.kind)
            metadata:

            """
        writer.field(["metadata", "name"], name, indent: 2)
        writer.text += "spec:\n"
        writer.field(["spec", "namespace"], nil, indent: 2)
        writer.text += "    value: \(YAMLWriter.scalar(namespace))\n"
        writer.field(["spec", "parentRefs"], nil, indent: 2)
        let parent = ["spec", "parentRefs"]
        writer.field(parent + ["name"], gateway, indent: 6, startsElement: true)
        writer.field(
            parent + ["namespace"], gatewayNamespace ?? "gateways", indent: 6, isOff: gatewayNamespace == nil)
        writer.field(parent + ["sectionName"], listener, indent: 6)
        writer.field(["spec", "rules"], nil, indent: 2)
        let backends = ["spec", "rules", "backendRefs"]
        writer.field(backends, nil, indent: 6, startsElement: true)
        writer.field(backends + ["name"], backend, indent: 10, startsElement: true)
        writer.field(backends + ["port"], scalar: String(port), indent: 10)
        writer.field(backends + ["weight"], scalar: "1", indent: 10, isOff: true)
        return writer.text
    }
}

/// Writes fields below what the schema says of them.
private struct CommentedWriter {
    private static let width = 100

    var text = ""
    private let schema = ManifestSchema.explained(.standard)

    /// A field with a text, or nil where its value follows; `isOff` makes a comment of it.
    mutating func field(
        _ names: [String], _ value: String?, indent: Int, startsElement: Bool = false, isOff: Bool = false
    ) {
        field(
            names, scalar: value.map { YAMLWriter.scalar($0) }, indent: indent, startsElement: startsElement,
            isOff: isOff)
    }

    mutating func field(
        _ names: [String], scalar: String?, indent: Int, startsElement: Bool = false, isOff: Bool = false
    ) {
        let margin = String(repeating: " ", count: startsElement ? indent - 2 : indent)
        let summary = (try? schema.field(at: names))?.summary ?? ""
        for line in summary.wrapped(to: Self.width - margin.count - 2) { text += "\(margin)# \(line)\n" }
        let start = startsElement ? "- " : isOff ? "# " : ""
        text += "\(margin)\(start)\(names.last ?? ""):\(scalar.map { " \($0)" } ?? "")\n"
    }
}
