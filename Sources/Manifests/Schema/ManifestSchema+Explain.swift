package import GatewayAPI
package import Schemas
internal import Values

extension ManifestSchema {
    /// The manifest's fields as documentation.
    package static func explained(_ target: GatewayAPITarget) -> FieldDescription {
        manifest(target).explained(forms: form)
    }

    /// The mapping that may stand instead of a name.
    static func form(_ names: [String], of name: Schema) -> Schema? {
        ReferencePlace.all.first { $0.names == names }?.form(of: name)
    }

    /// Where a path of field names leads, in the target or else in the newest one that has it.
    ///
    /// Throws what is wrong with the path for the target where no target has it.
    package static func field(
        _ names: [String], _ target: GatewayAPITarget
    ) throws(UnknownField) -> (field: FieldDescription, availability: FieldAvailability) {
        var found: [(target: GatewayAPITarget, field: FieldDescription)] = []
        for candidate in GatewayAPITarget.served {
            guard let field = try? explained(candidate).field(at: names, spellings: Spelling.all) else { continue }
            found.append((candidate, field))
        }
        let availability = FieldAvailability(target: target, targets: found.map(\.target))
        if let field = found.last?.field, !availability.isInTarget { return (field, availability) }
        return (try explained(target).field(at: names, spellings: Spelling.all), availability)
    }
}

extension ReferencePlace {
    /// The two ways to write a name other than as a scalar: `{value: …}` and `{valueFrom: …}`.
    func form(of name: Schema) -> Schema {
        var value = name
        value.summary = "The name itself."
        func text(_ summary: String, default defaultValue: String? = nil) -> Schema {
            var schema = Schema.string(summary, default: defaultValue)
            schema.minLength = 1
            return schema
        }
        let source = Schema.object(
            "Takes the name from another manifest of the input, or from the outputs of an applied route.",
            required: (defaultKind == nil ? ["kind"] : []) + ["name"],
            [
                ("kind", text("Kind of the other manifest.", default: defaultKind)),
                ("env", text("Environment of the other manifest, its metadata.env, where several have the name.")),
                ("name", text("Name of the other manifest, its metadata.name.")),
                (
                    "fieldPath",
                    text(
                        "Field that holds the name. A KubernetesTcpRoute also has its outputs, status.outputs.routeName and status.outputs.namespace.",
                        default: defaultFieldPath.description)
                ),
            ])
        return .object("The name, or where it is found.", [("value", value), ("valueFrom", source)])
    }
}
