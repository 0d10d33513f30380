internal import ArgumentParser
internal import Diagnostics
internal import GatewayAPI
internal import Manifests
internal import Schemas
internal import Values

struct ExplainCommand: RunnableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Explain a field of the manifest.",
        discussion: """
            Says what a field is for, its type, what it may be and which fields it has, as kubectl explain does, but \
            without a cluster. A field is named by its path; list indices in it are allowed.

            Examples:
              openmcf explain
              openmcf explain spec.rules.backendRefs
              openmcf explain spec --recursive
              openmcf explain spec.useDefaultGateways --gateway-api v1.6/standard
              openmcf explain spec.namespace.valueFrom -o json
            """)

    @Argument(
        help: "Path of a field, such as spec.rules.backendRefs; without one, the manifest itself.",
        completion: .custom { _, _, _ in ManifestSchema.explained(.standard).everything.dropFirst().map(\.path) })
    var field: String?

    @Flag(help: "List the fields below it at every depth.")
    var recursive = false

    @OptionGroup var target: TargetOptions
    @OptionGroup var format: ResultFormatOptions
    @OptionGroup(title: "General") var output: OutputOptions

    var wantsJSON: Bool { format.isJSON }
    var isGuarded: Bool { false }

    func execute(_ context: CommandContext) async throws -> ExitStatus {
        let target = try target.target(online: nil)
        let names = try Self.names(field ?? "")
        let explanation: Explanation
        do {
            let (field, availability) = try ManifestSchema.field(names, target)
            explanation = Explanation(field: field, availability: availability, target: target, isRecursive: recursive)
        } catch {
            throw Self.failure(error, ManifestSchema.explained(target))
        }
        if format.isJSON {
            context.print(JSONWriter.document(explanation.value))
        } else {
            context.print(explanation.text(width: context.outputWidth, style: context.outputStyle))
        }
        return .success
    }

    /// The names on the path, without list indices and without the kind that kubectl would want first.
    static func names(_ text: String) throws(Failure) -> [String] {
        let text = ["[]", "[*]"].reduce(text) { $0.replacing($1, with: "") }
        guard !text.isEmpty else { return [] }
        let path: FieldPath
        do {
            path = try FieldPath(parsing: text)
        } catch {
            throw Failure.usage(
                "'\(text)' is no path of a field: \(error.message)", help: "write it as in spec.rules.backendRefs")
        }
        var names = path.elements.compactMap { element -> String? in
            if case .key(let key) = element { key } else { nil }
        }
        let kinds = [ManifestSchema.kind, TCPRouteSchema.kind].map { $0.lowercased() }
        if let first = names.first?.lowercased(), kinds.contains(where: { first == $0 || first == $0 + "s" }) {
            names.removeFirst()
        }
        return names
    }

    private static func failure(_ unknown: UnknownField, _ root: FieldDescription) -> Failure {
        let parent = unknown.parent
        let place = parent.names.isEmpty ? "a \(ManifestSchema.kind)" : parent.path
        let known = parent.children
        guard !known.isEmpty else {
            return .usage("\(place) has no field '\(unknown.name)': it is of type \(parent.type)")
        }
        var help: [String] = []
        let elsewhere = root.everything.filter { $0.name == unknown.name }.map(\.path)
        if !elsewhere.isEmpty {
            help.append("there is \(elsewhere.joined(separator: " and "))")
        } else if let nearest = Suggestion.nearest(to: unknown.name, among: known.map(\.name)) {
            help.append("did you mean '\((parent.names + [nearest]).joined(separator: "."))'?")
        }
        help.append("known fields are \(known.map(\.name).joined(separator: ", "))")
        return .usage("\(place) has no field '\(unknown.name)'", help: help.joined(separator: "\n"))
    }
}
