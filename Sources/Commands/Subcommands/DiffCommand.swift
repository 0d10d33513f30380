internal import ArgumentParser
internal import Diagnostics
internal import Planning
internal import Values

struct DiffCommand: RunnableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Show what an apply would change, as a unified diff.",
        discussion: """
            Exit codes are those of 'kubectl diff': 0 without differences, 1 with, above 1 for a failure.

            Examples:
              openmcf diff -f tcproute.yaml
              openmcf diff -f routes/ --offline
            """)

    @OptionGroup var planning: PlanningOptions
    @OptionGroup var format: ResultFormatOptions
    @OptionGroup(title: "General") var output: OutputOptions

    var wantsJSON: Bool { format.isJSON }
    var timeLimit: Duration? { planning.cluster.timeout.duration }
    var failureIsTwo: Bool { true }

    func execute(_ context: CommandContext) async throws -> ExitStatus {
        let plan = try await planning.plan(context, command: "diff").plan
        for warning in plan.warnings { context.warn(warning) }
        if format.isJSON {
            var result: Object = ["formatVersion": "1.0"]
            result.merge(PlannedCluster.members(plan.cluster))
            result["hasChanges"] = .bool(plan.hasChanges)
            result["diff"] = .string(PlanDiff.text(plan, style: .plain))
            result["warnings"] = .array((plan.warnings + context.serverWarnings.texts).map(Value.string))
            context.print(JSONWriter.text(.object(result), .indented) + "\n")
        } else {
            // Standard output is the diff alone, as with kubectl.
            let text = PlanText(style: context.errorStyle)
            context.inform(text.heading(plan))
            context.inform(lines: text.traffic(plan))
            context.print(PlanDiff.text(plan, style: context.outputStyle))
        }
        return plan.hasChanges ? .differences : .success
    }
}
