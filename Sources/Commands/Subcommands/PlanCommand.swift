internal import ArgumentParser
internal import Diagnostics
internal import Planning
internal import Values

struct PlanCommand: RunnableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Show what an apply would change, field by field.",
        discussion: """
            Compares the manifests with the state and the live cluster, and says what that does to connections: who \
            serves each listener before and after, which share goes where, and what will be rejected. Nothing is changed.

            Exit codes: 0 when the plan was made; with --detailed-exitcode 2 when there are changes.

            Examples:
              openmcf plan -f tcproute.yaml
              openmcf plan -f routes/ --detailed-exitcode -o json
              openmcf plan -f tcproute.yaml --out plan.json && openmcf apply plan.json
              openmcf plan --destroy
            """,
        aliases: ["preview"])

    @OptionGroup(title: "Manifests") var source: ManifestSourceOptions
    @OptionGroup(title: "Cluster") var cluster: ClusterOptions
    @OptionGroup(title: "State") var state: StateOptions
    @OptionGroup var planning: PlanningOptions
    @OptionGroup var offline: OfflineOptions
    @OptionGroup var preflight: PreflightOptions
    @OptionGroup var requests: ParallelismOptions

    @Option(help: "Save the plan in a file, to be applied with 'openmcf apply FILE'.", completion: .file())
    var out: String?

    @Flag(help: "Plan the deletion of the stack's routes, or of the given manifests' routes.")
    var destroy = false

    @Flag(name: .customLong("detailed-exitcode"), help: "End with 2 when there are changes.")
    var detailedExitCode = false

    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: "How to print the plan: text, json, markdown (a comment for a pull request) or html (one page).")
    var format = PlanFormat.text

    @OptionGroup(title: "General") var output: OutputOptions

    var wantsJSON: Bool { format == .json }
    var timeLimit: Duration? { cluster.timeout.duration }

    func validate() throws {
        try offline.check(cluster)
        if offline.isOffline, out != nil {
            throw ValidationError("--out saves a plan to apply, and one that is made with --offline cannot be applied")
        }
    }

    func execute(_ context: CommandContext) async throws -> ExitStatus {
        let run = try readRun(context)
        let result = try await destroy ? run.planDestroy() : run.plan()
        let plan = result.plan
        context.detailOwnership(of: plan)
        if out != nil, plan.cluster == nil {
            throw Failure(
                .noCluster,
                "no cluster is configured, so the plan was not saved: nothing could apply it",
                help: "name a cluster with --sandbox, --server or a kubeconfig, or leave out --out")
        }
        var told = plan
        told.warnings += context.serverWarnings.texts
        let json = format == .json || out != nil ? Self.json(told, result.diagnostics) : []
        if let out { try SavedPlan.write(json, to: out) }
        switch format {
        case .json: context.print(bytes: json)
        case .text: context.print(PlanText(style: context.outputStyle).text(plan))
        case .markdown: context.print(PlanMarkdown.text(told, result.diagnostics))
        case .html: context.print(PlanPage.text(told, result.diagnostics))
        }
        if let out, format != .json {
            context.inform("Saved to \(out); apply it with: \(context.invocation.command("apply", out))")
        }
        return detailedExitCode && plan.hasChanges ? .changes : .success
    }
}

extension PlanCommand {
    private func readRun(_ context: CommandContext) throws(Failure) -> ReadRun {
        var inputs = StackInputs(
            context: context, source: source,
            cluster: ClusterAccess(context, cluster, requests, command: "plan"), store: try state.store(context))
        inputs.lineage = planning.lineage
        inputs.wantedAPI = planning.api.api
        inputs.looksAround = !preflight.isLeftOut
        inputs.needsState = destroy
        inputs.defaultNamespace = offline.isOffline ? nil : cluster.defaultNamespace(context)
        return ReadRun(inputs: inputs, prunes: planning.prune, isOffline: offline.isOffline)
    }

    /// The plan with what is said of its manifests.
    private static func json(_ plan: Plan, _ diagnostics: [Diagnostic]) -> [UInt8] {
        var object = PlanCodec.value(of: plan).object ?? [:]
        object["diagnostics"] = .array(diagnostics.map(JSONRenderer.value))
        return JSONWriter.bytes(.object(object), .indented) + [0x0A]
    }
}
