internal import ArgumentParser
internal import Diagnostics
internal import Values

struct SchemaCommand: RunnableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Print a JSON Schema that ships in schemas/.",
        discussion: """
            Without a name, lists them. Editors take the manifest's schema from a modeline in each document:
              # yaml-language-server: $schema=schemas/kubernetes-tcp-route.schema.json

            Examples:
              openmcf schema
              openmcf schema kubernetes-tcp-route > tcp-route.schema.json
            """)

    @Argument(help: "Name of the schema.")
    var name: String?

    @OptionGroup(title: "General") var output: OutputOptions

    var wantsJSON: Bool { false }
    var isGuarded: Bool { false }

    func execute(_ context: CommandContext) async throws -> ExitStatus {
        guard let name else {
            context.print(PublishedSchema.all.map { $0.name.padded(to: 24) + $0.title + "\n" }.joined())
            return .success
        }
        guard let schema = PublishedSchema.all.first(where: { $0.name == name || "\($0.name).schema.json" == name })
        else {
            let known = PublishedSchema.all.map(\.name)
            throw Failure.usage(
                "there is no schema '\(name)'",
                help: Suggestion.closest(to: name, among: known).map { "did you mean '\($0)'?" }
                    ?? "there are \(known.joined(separator: ", "))")
        }
        context.print(JSONWriter.document(schema.value))
        return .success
    }
}
