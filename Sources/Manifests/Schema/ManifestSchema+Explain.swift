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

/// Which releases and channels of Gateway API have a field.
package struct FieldAvailability: Sendable {
    /// The target that was asked about.
    package let target: GatewayAPITarget
    /// All that have it, oldest first.
    package let targets: [GatewayAPITarget]

    /// Whether the target that was asked about has the field.
    package var isInTarget: Bool { targets.contains(target) }
    /// Whether every target that clusters serve has the field.
    package var isEverywhere: Bool { targets.count == GatewayAPITarget.served.count }

    /// The releases and channels, as `--gateway-api` takes them.
    package var releases: [String] {
        targets.map { "\($0.release)/\($0.channel)" }.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    /// `since v1.4, in the experimental channel only`.
    package var text: String {
        let all = GatewayAPITarget.served
        guard let first = targets.first?.release else { return "in no release" }
        // A field that was taken away again is in certain releases and not since one.
        let later = Set(all.filter { $0.release >= first }.map(\.release))
        var text = later == Set(targets.map(\.release)) ? "since \(first)" : "in \(releases.joined(separator: ", "))"
        let channels = Set(targets.map(\.channel))
        if channels.count == 1, let channel = channels.first { text += ", in the \(channel) channel only" }
        let versions = Set(targets.filter { $0.release == all.last?.release }.map(\.version))
        if versions.count == 1, let version = versions.first { text += ", in \(version) only" }
        return text
    }
}

extension GatewayAPITarget {
    /// Every target that clusters serve, oldest first; the newest is the last one of the experimental channel.
    package static var served: [GatewayAPITarget] {
        Release.allCases.flatMap { release in
            [Channel.standard, .experimental].flatMap { channel in
                [APIVersion.v1, .v1alpha2].map {
                    GatewayAPITarget(release: release, channel: channel, version: $0)
                }
            }
        }.filter(\.isServed)
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
