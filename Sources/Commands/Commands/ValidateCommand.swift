internal import ArgumentParser
internal import Diagnostics
internal import Manifests
internal import Nodes

struct ValidateCommand: RunnableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Check manifests and say everything that is wrong with them.",
        discussion: """
            Judges KubernetesTcpRoute manifests as a real API server would, without asking one, and reports every \
            problem with its place. The exit code is 3 when there is an error.

            Examples:
              openmcf validate -f tcproute.yaml
              openmcf validate routes/ -R
              openmcf validate --kustomize-dir deploy --overlay prod
              openmcf validate routes/ -o json | jq '.diagnostics[].path'
            """,
        aliases: ["validate-manifest"])

    @OptionGroup(title: "Manifests") var source: ManifestSourceOptions
    @OptionGroup(title: "State") var state: StateOptions
    @OptionGroup var format: ResultFormatOptions
    @OptionGroup(title: "General") var output: OutputOptions

    var wantsJSON: Bool { format.isJSON }

    func execute(_ context: CommandContext) async throws -> ExitStatus {
        let set = try await source.load(version: nil, outputs: state.outputs(context), context)
        let shown = context.quiet ? set.diagnostics.filter { $0.severity == .error } : set.diagnostics
        if format.isJSON {
            let result: Value = [
                "formatVersion": "1.0", "valid": .bool(set.isValid), "manifests": .int(Int64(set.routeCount)),
                "diagnostics": .array(shown.map(DiagnosticReport.value)),
            ]
            context.print(JSONWriter.text(result, .indented) + "\n")
        } else {
            if !shown.isEmpty { context.print(DiagnosticReport.text(shown, style: context.outputStyle, quiet: false)) }
            if !context.quiet {
                context.print((shown.isEmpty ? "" : "\n") + summary(set.diagnostics, set.routeCount, context) + "\n")
            }
        }
        return set.isValid ? .success : .invalidManifest
    }

    private func summary(_ diagnostics: [Diagnostic], _ routes: Int, _ context: CommandContext) -> String {
        let errors = diagnostics.count { $0.severity == .error }
        let warnings = diagnostics.count { $0.severity == .warning }
        let read = Plural.count(routes, "manifest")
        guard errors > 0 else {
            let ending = warnings == 0 ? "" : ", with \(Plural.count(warnings, "warning"))"
            return context.outputStyle(.green, "\(read) valid") + ending
        }
        return context.outputStyle(.red, Plural.count(errors, "error"))
            + (warnings == 0 ? "" : ", \(Plural.count(warnings, "warning"))") + (routes == 0 ? "" : " in \(read)")
    }
}

enum Plural {
    /// `1 route`, `2 routes`.
    static func count(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
}
