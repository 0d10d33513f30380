internal import ArgumentParser
internal import Planning

struct PlanCommand: PlanningCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Show what an apply would change, field by field.",
        discussion: """
            Compares the manifests with the state and the live cluster, and says what that does to connections: who \
            serves each listener before and after, which share goes where, and what will be rejected. Nothing is changed.

            What an apply would refuse is counted, with the flag that it takes; --adopt, --force-conflicts and \
            --create-namespace say here what they say to apply, and a saved plan keeps them.

            Exit codes: 0 when the plan was made; with --detailed-exitcode 2 when there are changes, and 5 when an apply \
            would refuse some.

            Examples:
              openmcf plan -f tcproute.yaml
              openmcf plan -f routes/ --detailed-exitcode -o json
              openmcf plan -f tcproute.yaml --out plan.json && openmcf apply plan.json
              openmcf plan --show plan.json -o markdown
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

    @Option(help: "Print a plan that --out saved; nothing is read but that file.", completion: .file())
    var show: String?

    @Flag(help: "Plan the deletion of the stack's routes, or of the given manifests' routes.")
    var destroy = false

    @Flag(
        name: .customLong("detailed-exitcode"),
        help: "End with 2 when there are changes, with 5 when an apply would refuse some.")
    var detailedExitCode = false

    @Flag(help: "Have the API server try each write, with nothing stored: webhooks, quotas and policies included.")
    var serverSide = false

    @Option(
        name: [.customShort("o", allowingJoined: true), .customLong("output")],
        help: "How to print the plan: text, json, markdown (a comment for a pull request) or html (one page).")
    var format = PlanFormat.text

    @OptionGroup(title: "General") var output: OutputOptions

    var wantsJSON: Bool { format == .json }
    var timeLimit: Duration? { cluster.timeout.duration }

    func validate() throws {
        if show != nil, destroy || out != nil || serverSide || !source.isEmpty {
            throw ValidationError(
                "--show prints a plan that was made: it goes with no manifests and no flag that makes one")
        }
        if out == "" { throw ValidationError("the name of the file of --out is empty") }
        if out == "-" {
            throw ValidationError("--out names a file; -o json prints the same plan to standard output")
        }
        try offline.check(cluster)
        if offline.isOffline, serverSide {
            throw ValidationError("--server-side asks the API server, and --offline forbids it")
        }
        if offline.isOffline, out != nil {
            throw ValidationError("--out saves a plan to apply, and one that is made with --offline cannot be applied")
        }
    }

    func execute(_ context: CommandContext) async throws -> ExitStatus {
        if let show {
            let report = try SavedPlan.report(show, context)
            Self.print(report, format, context)
            return status(of: report.plan)
        }
        if let out { try await checkTarget(out, context) }
        var run = try readRun(context, command: "plan", needsState: destroy)
        run.triesWrites = serverSide
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
        let report = PlanReport(told, result.diagnostics)
        if let out { try SavedPlan.write(report.json, to: out) }
        // What the server warned of was told already.
        Self.print(format == .text ? PlanReport(plan, result.diagnostics) : report, format, context)
        if let out, format != .json {
            context.inform("Saved to \(out); apply it with: \(context.invocation.command("apply", out))")
        }
        return status(of: plan)
    }

    /// Refuses to save the plan where something is that the run reads or keeps, before anything is asked of a cluster.
    private func checkTarget(_ path: String, _ context: CommandContext) async throws(Failure) {
        var inUse = FilesInUse()
        inUse.add(try state.store(context))
        inUse.add(try await source.inputs(context).inputs, context)
        inUse.add(cluster, context)
        inUse.addSandbox(context)
        if let directory = source.named.kustomizeDirectory { inUse.add(kustomizeDirectory: directory) }
        try SavedPlan.checkTarget(path, inUse)
    }

    private func status(of plan: Plan) -> ExitStatus {
        guard detailedExitCode else { return .success }
        return plan.isRefused ? .conflict : plan.hasChanges ? .changes : .success
    }

    private static func print(_ report: PlanReport, _ format: PlanFormat, _ context: CommandContext) {
        switch format {
        case .json: context.print(bytes: report.json)
        case .text: context.print(PlanText(style: context.outputStyle).text(report.plan))
        case .markdown: context.print(PlanMarkdown.text(report))
        case .html: context.print(PlanPage.text(report))
        }
    }
}
