internal import ArgumentParser
internal import Manifests
internal import State

struct ValidateCommand: RunnableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Check manifests and say everything that is wrong with them.",
        discussion: """
            Judges KubernetesTcpRoute manifests as a real API server would, without asking one, and reports every \
            problem with its place. The exit code is 3 when there is an error. Warnings tell of what a server takes \
            and nobody means; --strict, --error, --warn and --ignore say what becomes of them.

            Examples:
              openmcf validate -f tcproute.yaml
              openmcf validate routes/ -R
              openmcf validate routes/ --strict --ignore parent-port
              openmcf validate --kustomize-dir deploy --overlay prod
              openmcf validate routes/ -o json | jq '.diagnostics[].path'
              openmcf validate routes/ -o sarif > openmcf.sarif
            """,
        aliases: ["validate-manifest"])

    @OptionGroup(title: "Manifests") var source: ManifestSourceOptions
    @OptionGroup(title: "State") var state: StateOptions
    @OptionGroup var format: ValidationFormatOptions
    @OptionGroup(title: "General") var output: OutputOptions

    var wantsJSON: Bool { format.format == .json }

    func document(_ failure: Failure, _ context: CommandContext) -> String? {
        FailureDocument(format: format.format, context: context).text(failure)
    }

    func execute(_ context: CommandContext) async throws -> ExitStatus {
        let snapshot = try StateOptions.load(state.store(context))
        let set = try await source.load(
            version: nil, outputs: snapshot?.referenceTargets ?? [], applied: snapshot?.routeViews ?? [],
            keepingRoutes: false, context)
        context.print(ValidationReport(format: format.format, context).text(set))
        return set.isValid ? .success : .invalidManifest
    }
}
