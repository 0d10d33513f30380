internal import ArgumentParser
internal import Diagnostics
internal import Planning
internal import Values

struct DiffCommand: PlanningCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Show what an apply would change, as a unified diff.",
        discussion: """
            Exit codes are those of 'kubectl diff': 0 without differences, 1 with, above 1 for a failure.

            Examples:
              openmcf diff -f tcproute.yaml
              openmcf diff -f routes/ --offline
            """)

    @OptionGroup(title: "Manifests") var source: ManifestSourceOptions
    @OptionGroup(title: "Cluster") var cluster: ClusterOptions
    @OptionGroup(title: "State") var state: StateOptions
    @OptionGroup var planning: PlanningOptions
    @OptionGroup var offline: OfflineOptions
    @OptionGroup var preflight: PreflightOptions
    @OptionGroup var requests: ParallelismOptions
    @OptionGroup var format: ResultFormatOptions
    @OptionGroup(title: "General") var output: OutputOptions

    var wantsJSON: Bool { format.isJSON }
    var timeLimit: Duration? { cluster.timeout.duration }
    var failureIsTwo: Bool { true }

    func validate() throws { try offline.check(cluster) }

    func execute(_ context: CommandContext) async throws -> ExitStatus {
        let plan = try await readRun(context, command: "diff").plan().plan
        for warning in plan.warnings { context.warn(warning) }
        if format.isJSON {
            var result: Object = ["formatVersion": .string(FormatVersion.current)]
            result.merge(PlannedCluster.members(plan.cluster))
            result["hasChanges"] = .bool(plan.hasChanges)
            result["diff"] = .string(PlanDiff.text(plan, style: .plain))
            result["warnings"] = .array((plan.warnings + context.serverWarnings.texts).map(Value.string))
            context.print(JSONWriter.document(.object(result)))
        } else {
            // Standard output is the diff alone, as with kubectl.
            let text = PlanText(style: context.errorStyle)
            context.inform(text.heading(plan))
            context.inform(lines: text.traffic(plan))
            if let refusals = text.refusals(plan) { context.warn("an apply would refuse some of it: \(refusals)") }
            context.print(PlanDiff.text(plan, style: context.outputStyle))
        }
        return plan.hasChanges ? .differences : .success
    }
}
