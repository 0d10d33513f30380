internal import Applying
internal import ArgumentParser
internal import GatewayAPI
internal import KubernetesClient
internal import Manifests
internal import Pictures
internal import State
internal import Values

struct GraphCommand: RunnableCommand {
    static let configuration = CommandConfiguration(
        commandName: "graph",
        abstract: "Draw who gets the connections: Gateways, listeners, routes, Services, endpoints.",
        discussion: """
            With manifests it draws what they say, with the Gateways, Services, EndpointSlices and ReferenceGrants that \
            are given beside them; nothing is asked of a cluster. With a plan that was saved it draws how it is before \
            and after that. Without either it draws what is live: the stack's routes, or with -n those of a namespace, \
            or with -A all, and what stands around them. What is not given or may not be read is not known, and drawn so.

            Examples:
              openmcf graph routes/ gateway.yaml
              openmcf graph routes/ gateway.yaml -o html > routes.html
              openmcf plan -f routes/ --out plan.json && openmcf graph plan.json
              openmcf graph --live
              openmcf graph -A -o svg > cluster.svg
            """)

    @OptionGroup(title: "Manifests") var source: ManifestSourceOptions
    @OptionGroup(title: "Cluster") var cluster: ClusterOptions
    @OptionGroup(title: "State") var state: StateOptions

    @Flag(help: "Draw what is live; so it is without manifests.")
    var live = false

    @Flag(
        name: [.customShort("A"), .customLong("all-namespaces")],
        help: "Draw the live routes of all namespaces; -n draws those of one.")
    var everyNamespace = false

    @OptionGroup var api: RouteAPIOptions
    @OptionGroup var requests: ParallelismOptions

    @Option(
        name: [.customShort("o", allowingJoined: true), .customLong("output")],
        help: "What to draw: text (a tree), mermaid, dot (Graphviz), svg, or html (one page, nothing from elsewhere).")
    var format = PictureFormat.text
    @OptionGroup(title: "General") var output: OutputOptions

    var wantsJSON: Bool { false }
    var timeLimit: Duration? { cluster.timeout.duration }

    func validate() throws {
        guard source.isEmpty else {
            if api.api != nil {
                throw ValidationError("--api says where live routes are; leave it out, or leave out the manifests")
            }
            if live || everyNamespace {
                throw ValidationError(
                    "\(live ? "--live" : "-A") draws what is live; leave it out, or leave out the manifests")
            }
            if let flag = cluster.firstFlag {
                throw ValidationError(
                    "manifests and plans are drawn without asking a cluster; leave out \(flag), or leave out the sources to draw what is live"
                )
            }
            return
        }
        if everyNamespace, source.namespace != nil {
            throw ValidationError("-A draws the routes of all namespaces, -n those of one; leave out one of them")
        }
        if !source.overrides.isEmpty {
            throw ValidationError("--set changes manifests, and what is live is drawn as it is; leave it out")
        }
    }

    func execute(_ context: CommandContext) async throws -> ExitStatus {
        let sheet = source.isEmpty ? try await liveSheet(context) : try await sourceSheet(context)
        context.print(format.text(sheet, width: context.terminalColumns))
        return .success
    }

    /// Manifests as they are, or a saved plan.
    private func sourceSheet(_ context: CommandContext) async throws -> PictureSheet {
        if let plan = try await SavedPlan.read(source, context) {
            guard source.overrides.isEmpty else {
                throw Failure.usage("--set changes manifests; a saved plan is drawn as it is", help: "leave out --set")
            }
            if source.namespace != nil {
                throw Failure.usage("-n is for manifests; a saved plan is drawn as it is", help: "leave out -n")
            }
            return PictureSheet(plan)
        }
        let set = try await source.loadValid(state.known(context), context)
        return PictureSheet(Picture(set.routing))
    }

    private func liveSheet(_ context: CommandContext) async throws -> PictureSheet {
        let choice = try cluster.choice(context)
        let access = ClusterAccess(context, cluster, requests, command: "graph")
        let store = try state.store(context)
        let isStack = !everyNamespace && source.namespace == nil
        let snapshot = try isStack ? StateOptions.load(store) : nil
        if isStack, snapshot == nil {
            var failure = Failure.noState(store)
            failure.help = "name the state with --state; -n NAMESPACE or -A draws routes without one"
            throw failure
        }
        let api = try (self.api.api ?? snapshot?.api ?? .standard).with(source.target.apiVersion.version)
        let found = try await access.withClient(choice, readsOnly: true) { client in
            guard let snapshot else {
                let routes = try await ServedRoutes.discover(client, api)
                return try await Surroundings.read(
                    .all(namespace: source.namespace), client, routes, parallelism: access.parallelism)
            }
            let stack = try await Stack.open(
                snapshot, client, api, parallelism: access.parallelism, stateName: store.path)
            let keys = snapshot.routes.map(\.key).filter { $0.group == api.group }.map { ObjectKey($0) }
            return try await Surroundings.read(.named(keys), client, stack.routes, parallelism: access.parallelism)
        }
        try tell(found, context)
        return PictureSheet(Picture(found))
    }

    /// Says what could not be looked at.
    private func tell(_ found: Surroundings, _ context: CommandContext) throws(Failure) {
        guard found.isComplete else {
            throw Failure.routesNotListed(
                found.gaps, help: everyNamespace ? "draw those of one namespace with -n NAMESPACE" : nil)
        }
        if !found.gaps.isEmpty {
            context.inform("note: not known in full: \(found.gaps.joined(separator: "; "))")
        }
        if found.keys.isEmpty, found.missing.isEmpty { context.inform("note: there are no routes to draw") }
    }
}

extension Picture {
    /// Live routes, those that are gone among them.
    fileprivate init(_ found: Surroundings) {
        self.init(
            found.routing, of: Set(found.keys), missing: found.missing,
            gap: "may not be read, so who serves is not known")
    }
}
