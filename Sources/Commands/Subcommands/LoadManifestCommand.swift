internal import ArgumentParser
internal import Diagnostics
internal import Manifests
internal import Values
internal import YAML

struct LoadManifestCommand: RunnableCommand {
    static let configuration = CommandConfiguration(
        commandName: "load-manifest",
        abstract: "Print the effective manifests: --set applied, references resolved.",
        discussion: """
            Shows what the other commands work on, before defaults are filled in. Warnings and errors are told as \
            well; an invalid manifest ends with exit code 3.

            Examples:
              openmcf load-manifest -f tcproute.yaml --set 'spec.rules[0].backendRefs[0].weight=20'
            """,
        aliases: ["load"])

    @OptionGroup(title: "Manifests") var source: ManifestSourceOptions
    @OptionGroup(title: "State") var state: StateOptions
    @OptionGroup var format: ObjectFormatOptions
    @OptionGroup(title: "General") var output: OutputOptions

    var wantsJSON: Bool { format.isJSON }

    func execute(_ context: CommandContext) async throws -> ExitStatus {
        let set = try await source.loadValid(state.known(context), context)
        let manifests = set.routes.map(\.effective)
        switch format.format {
        case .yaml: context.print(YAMLWriter.text(documents: manifests))
        case .json:
            let result: Value = manifests.count == 1 ? manifests[0] : .array(manifests)
            context.print(JSONWriter.document(result))
        }
        return .success
    }
}
