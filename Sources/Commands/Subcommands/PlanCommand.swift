internal import Applying
internal import ArgumentParser
internal import Diagnostics
internal import GatewayAPI
internal import Manifests
internal import Planning
internal import Sandbox
internal import State
internal import Values

/// The flags that plan and diff share.
struct PlanningOptions: ParsableArguments {
    @OptionGroup(title: "Manifests") var source: ManifestSourceOptions
    @OptionGroup(title: "Cluster") var cluster: ClusterOptions
    @OptionGroup(title: "State") var state: StateOptions

    @Option(help: "Lineage that a new state continues: routes marked with it are this stack's.")
    var lineage: String?

    @Flag(help: "Plan from the state alone, without asking a cluster.")
    var offline = false

    @Flag(help: "Delete routes that are in the state and no longer in the manifests.")
    var prune = false

    @OptionGroup var api: RouteAPIOptions
    @OptionGroup var preflight: PreflightOptions
    @OptionGroup var requests: ParallelismOptions

    var parallelism: Int { requests.allowed(on: cluster) }

    func validate() throws {
        if offline, let flag = (cluster.sandbox ? ["--sandbox"] : cluster.namingFlags).first {
            throw ValidationError("--offline asks no cluster; leave out \(flag)")
        }
        if let lineage, !Lineage.isValid(lineage) {
            throw ValidationError("--lineage takes a UUID, such as the 'lineage' of a state file")
        }
    }

    /// A plan, and what is said of its manifests.
    struct Result: Sendable {
        var plan: Plan
        var diagnostics: [Diagnostic] = []
    }

    /// Makes the plan, and tells what there is to say of the manifests.
    func plan(_ context: CommandContext, command: String, destroy: Bool = false) async throws -> Result {
        let session = StackSession(
            context: context, cluster: cluster, store: try state.store(context), parallelism: parallelism,
            command: command, needsState: destroy, defaultNamespace: offline ? nil : cluster.defaultNamespace(context))
        let snapshot = try session.snapshot(lineage: lineage)
        let isNewSandbox = cluster.sandbox && !SandboxServer.exists(in: ClusterOptions.sandboxDirectory)
        var result = try await destroy ? planDestroy(session, snapshot) : makePlan(session, snapshot)
        if isNewSandbox, result.plan.cluster != nil {
            // The sandbox that was asked has ended; the one that an apply makes has another UID.
            result.plan.cluster = .newSandbox(in: ClusterOptions.sandboxDirectory)
        }
        result.plan.state = try state.place(context)
        result.plan.warnings += LostState.warnings(result.plan, snapshot, session.store)
        return result
    }

    private func makePlan(_ session: StackSession, _ snapshot: StateSnapshot) async throws -> Result {
        let context = session.context
        let set = try await session.manifests(source, snapshot, version: nil, tell: false)
        // Diagnostics that a look at the cluster may settle are told after it.
        context.tell(set.settledDiagnostics)
        try cluster.checkLabels(set.routes, namespace: source.namespace)
        let api = try api.choice(source.target, snapshot)
        let target = try source.target.target(online: api.version)
        let choice: ClusterChoice =
            offline ? .none([]) : try cluster.choice(context, manifests: set.routes.map(\.manifest.value))
        if case .none(let places) = choice {
            let reason =
                offline
                ? nil
                : "no cluster is configured, so this plan is from the state alone (\(places.joined(separator: "; ")))"
            context.tell(set.openDiagnostics)
            let plan = try session.offlinePlan(set, snapshot, api, target: target, prunes: prune, because: reason)
            return Result(plan: plan, diagnostics: set.diagnostics)
        }
        return try await cluster.withClient(
            choice, parallelism: parallelism, context, command: session.command, readsOnly: true
        ) { client in
            try await asFailure {
                let stack = try await session.open(client, snapshot, api)
                let set = try await session.manifests(source, snapshot, assumed: set, on: stack)
                guard !preflight.isLeftOut, stack.routes.hasKnownEffect else {
                    context.tell(set.openDiagnostics)
                    return Result(plan: try await stack.plan(set.routes, prunes: prune), diagnostics: set.diagnostics)
                }
                let survey = try await stack.survey(set.routes)
                var plan = try await stack.plan(set.routes, prunes: prune, everyRoute: survey.allRoutes)
                let found = try await session.preflight(&plan, set, stack, survey)
                context.tell(found)
                return Result(plan: plan, diagnostics: set.settledDiagnostics + found)
            }
        }
    }

    private func planDestroy(_ session: StackSession, _ snapshot: StateSnapshot) async throws -> Result {
        let api = try api.choice(source.target, snapshot)
        let keys = try await DestroySelection.keys(source, session, snapshot, api)
        let choice: ClusterChoice = offline ? .none([]) : try cluster.choice(session.context)
        if case .none(let places) = choice {
            let input = PlanInput(
                snapshot, desired: [], live: .assumed, apiVersion: "\(api.group)/\(api.version ?? .v1alpha2)")
            var plan = Planner(input, target: .standard).planDestroy(keys)
            if !offline {
                plan.warnings.append(
                    "no cluster is configured, so this plan is from the state alone (\(places.joined(separator: "; ")))"
                )
            }
            return Result(plan: plan)
        }
        return try await cluster.withClient(
            choice, parallelism: parallelism, session.context, command: session.command, readsOnly: true
        ) { client in
            try await asFailure {
                let stack = try await session.open(client, snapshot, api)
                guard !preflight.isLeftOut, stack.routes.hasKnownEffect else {
                    return Result(plan: try await stack.planDestroy(keys))
                }
                let survey = try await stack.survey([])
                var plan = try await stack.planDestroy(keys, everyRoute: survey.allRoutes)
                _ = try await session.preflight(&plan, ManifestSet(), stack, survey)
                return Result(plan: plan)
            }
        }
    }
}

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

    @OptionGroup var planning: PlanningOptions

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
    var timeLimit: Duration? { planning.cluster.timeout.duration }

    func validate() throws {
        if planning.offline, out != nil {
            throw ValidationError("--out saves a plan to apply, and one that is made with --offline cannot be applied")
        }
    }

    func execute(_ context: CommandContext) async throws -> ExitStatus {
        let result = try await planning.plan(context, command: "plan", destroy: destroy)
        let plan = result.plan
        context.detailOwnership(of: plan)
        if out != nil, plan.cluster == nil {
            throw Failure(
                .cluster, code: "no-cluster",
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
    /// The plan with what is said of its manifests.
    private static func json(_ plan: Plan, _ diagnostics: [Diagnostic]) -> [UInt8] {
        var object = PlanCodec.value(of: plan).object ?? [:]
        object["diagnostics"] = .array(diagnostics.map(DiagnosticReport.value))
        return JSONWriter.bytes(.object(object), .indented) + [0x0A]
    }
}

/// A plan for a person, a program, a pull request or a browser.
enum PlanFormat: String, ExpressibleByArgument, CaseIterable {
    case text, json, markdown, html
}

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
