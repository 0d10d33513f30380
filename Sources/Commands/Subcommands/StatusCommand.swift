internal import Applying
internal import ArgumentParser
internal import GatewayAPI
internal import KubernetesClient
internal import Manifests
internal import Planning
internal import Routing
internal import State
internal import Synchronization
internal import Values

struct StatusCommand: RunnableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Say whether routes carry traffic: attached or not and why, who serves, where connections go.",
        discussion: """
            Looks at the stack's routes, or those that are named, and at what their controllers say of them. Nothing is \
            changed. It asks what 'apply --wait' waits for, once.

            Exit codes: 0 when all are ready; 7 when one cannot be as it is (rejected, shadowed); 5 when one is not \
            there; otherwise 8.

            Examples:
              openmcf status
              openmcf status postgres-route -o wide
              openmcf status -A
              openmcf status -f routes/ --for accepted -o json
              openmcf status --api gateway.apoxy.dev/v1alpha2
            """)

    @OptionGroup var selection: RouteSelection
    @OptionGroup(title: "Cluster") var cluster: ClusterOptions
    @OptionGroup(title: "State") var state: StateOptions
    @OptionGroup var api: RouteAPIOptions
    @OptionGroup var requests: ParallelismOptions

    @Option(
        name: .customLong("for"),
        help: "What is asked of the routes: ready (they carry traffic), or accepted by their Gateways.")
    var goal = Goal.ready

    @OptionGroup var judging: GoalOptions

    @Flag(name: [.customShort("w"), .long], help: "Go on, and tell whenever that changes.")
    var watch = false

    @Option(
        name: [.customShort("o", allowingJoined: true), .customLong("output")],
        help: "How to print the result: text, wide or json.")
    var format = StatusFormat.text

    @OptionGroup(title: "General") var output: OutputOptions

    var wantsJSON: Bool { format == .json }
    var timeLimit: Duration? { cluster.timeout.duration }

    func validate() throws {
        try judging.check(goal, flag: "--for")
        if watch, wantsJSON { throw ValidationError("-o json prints one document; leave out -w, and ask again") }
    }

    func execute(_ context: CommandContext) async throws -> ExitStatus {
        let store = try state.store(context)
        let snapshot = try StateOptions.load(store)
        if selection.isOfStack, snapshot == nil { throw Failure.noState(store) }
        let manifests = try await selection.manifests(snapshot, cluster, context)
        let choice = try cluster.choice(context, manifests: manifests.map(\.manifest.value))
        var access = ClusterAccess(context, cluster, requests, command: "status")
        if watch { access.watches = RouteWait.connections }
        var options = RouteWait.Options()
        options.goal = goal
        options.needsEndpoints = !judging.allowsNoEndpoints
        options.parallelism = access.parallelism
        return try await access.withClient(choice, readsOnly: true) { [options] client in
            let (served, named) = try await open(
                client, api.api ?? snapshot?.api ?? .standard, selection.isOfStack ? snapshot : nil,
                stateName: store.path)
            let keys = try selection.keys(manifests, snapshot, served, cluster, context)
            let wait = RouteWait(client, served, options)
            if watch, keys != nil { return try await follow(wait, keys, context) }
            let look = try await wait.look(at: keys)
            try require(look)
            if watch { return try await follow(wait, keys, context) }
            print(look, StatusReport(apiVersion: served.type.apiVersion), named, context)
            return look.status
        }
    }

    /// The routes that the cluster serves, and its name; the stack's have to be of this cluster.
    private func open(
        _ client: KubernetesClient, _ api: RouteAPI, _ snapshot: StateSnapshot?, stateName: String
    ) async throws -> (ServedRoutes, PlannedCluster) {
        guard let snapshot else {
            return (try await ServedRoutes.discover(client, api), PlannedCluster(client.configuration))
        }
        let stack = try await Stack.open(
            snapshot, client, api, parallelism: requests.allowed(on: cluster), stateName: stateName)
        return (stack.routes, stack.cluster)
    }

    /// Refuses to say that there is nothing where nobody was allowed to look.
    private func require(_ look: RouteWait.Look) throws(Failure) {
        guard !look.isComplete else { return }
        throw Failure.routesNotListed(look.gaps, help: "name the routes, or leave out -A for those of the stack")
    }

    private func print(
        _ look: RouteWait.Look, _ report: StatusReport, _ named: PlannedCluster, _ context: CommandContext
    ) {
        if wantsJSON {
            return context.print(JSONWriter.document(report.value(look, named)))
        }
        for note in look.notes { context.warn(note) }
        guard !look.standings.isEmpty || !look.missing.isEmpty else {
            return context.inform(
                selection.isEverything ? "The cluster has no TCPRoutes." : "There are no routes to look at.")
        }
        context.print(text(look, StatusTable(style: context.outputStyle, isWide: format == .wide)))
    }

    private func text(_ look: RouteWait.Look, _ table: StatusTable) -> String {
        table.lines(look.standings, missing: look.missing).joined(separator: "\n") + "\n\n"
            + StatusTable.summary(look.standings, missing: look.missing) + "\n"
    }

    /// Tells how the routes stand until a signal, or the end of the time; then how they stood at last.
    private func follow(
        _ wait: RouteWait, _ keys: [ObjectKey]?, _ context: CommandContext
    ) async throws -> ExitStatus {
        let last = Mutex<RouteWait.Look?>(nil)
        let lines = VerdictLines()
        try await wait.follow(keys) { look in
            let isFirst = last.withLock { known in
                defer { known = look }
                return known == nil
            }
            if isFirst { for note in look.notes { context.warn(note) } }
            if context.showsProgress {
                let table = StatusTable(style: context.errorStyle, isWide: format == .wide)
                context.showProgress(
                    table: LiveStatusTable(table, context.errorScreen).lines(look.standings, missing: look.missing))
            } else {
                for line in lines.new(look.standings.map(\.verdict), missing: look.missing) {
                    context.print(line + "\n")
                }
            }
        }
        context.endProgress()
        guard let look = last.withLock(\.self) else {
            try context.interruption.check()
            return .interrupted
        }
        if context.showsProgress {
            context.print(text(look, StatusTable(style: context.outputStyle, isWide: format == .wide)))
        }
        return context.interruption.reason == .signal ? .interrupted : look.status
    }
}
