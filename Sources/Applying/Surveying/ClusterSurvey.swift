package import GatewayAPI
package import KubernetesClient
package import Routing
package import Values

/// What a cluster has that decides where connections go, read with few LISTs.
///
/// What may not be read, or is not served, is not known; nothing of it makes a plan fail.
package struct ClusterSurvey: Sendable {
    /// What is known so far; each read adds to it.
    package private(set) var input = RoutingInput()
    /// The routes as the cluster has them, where all of them could be listed and whole ones are asked for.
    package private(set) var allRoutes: [RouteKey: Value]?
    /// What could not be read.
    private(set) var gaps: [SurveyGap] = []
    private let client: KubernetesClient
    let routes: ResourceType
    /// Where what is known comes from, to go on from there.
    private(set) var sources: [FeedSource] = []
    /// Routes that are asked about and that no list has.
    private(set) var unlisted: [ObjectKey] = []
    let parallelism: Int

    private let keepsRoutes: Bool
    private let takesSandboxAsItIs: Bool

    /// - Parameters:
    ///   - keepsRoutes: whether routes are kept whole, for a plan.
    ///   - takesSandboxAsItIs: whether a Gateway that a sandbox lacks is missing there too, as who asks after it wants to
    ///     hear; a plan leaves it open.
    package init(
        _ client: KubernetesClient, _ routes: ServedRoutes, parallelism: Int, keepsRoutes: Bool = false,
        takesSandboxAsItIs: Bool = false
    ) {
        self.keepsRoutes = keepsRoutes
        self.takesSandboxAsItIs = takesSandboxAsItIs
        (self.client, self.routes, self.parallelism) = (client, routes.type, parallelism)
    }

    /// Whether it is known what the routes attach to, which is so for Gateway API's own.
    private var knowsEffect: Bool { routes.group == TCPRouteSchema.group }

    /// Beyond this many namespaces one LIST of all is cheaper than one for each.
    private static let namespaceLimit = 3

    /// Reads routes, Gateways and their classes, and the Namespaces where a listener selects by their labels.
    ///
    /// - Parameter keys: the routes that are asked about; where not all may be listed, their namespaces are.
    package mutating func readAttachments(of keys: [ObjectKey], parents: [ObjectKey]) async throws(KubernetesError) {
        let routeNamespaces = routes.isNamespaced ? Set(keys.map(\.namespace)) : []
        guard knowsEffect else {
            gaps += ["gateways", "services"].map { SurveyGap($0, .ofAnotherAPI(routes.group)) }
            return try await run([
                SurveyJob(kind: .routes, types: [routes], namespaces: routeNamespaces, isEverywhere: true)
            ])
        }
        let jobs: [SurveyJob] = [
            SurveyJob(kind: .routes, types: [routes], namespaces: routeNamespaces, isEverywhere: true),
            SurveyJob(
                kind: .gateways, types: SurveyTypes.gateways, namespaces: Set(parents.map(\.namespace)),
                isEverywhere: true),
            SurveyJob(kind: .classes, types: SurveyTypes.classes, namespaces: [], isEverywhere: true),
        ]
        try await run(jobs)
        if isBareSandbox {
            input.gateways.isComplete = false
            input.gateways.completeNamespaces = []
        }
        let selects = input.gateways.objects.values.contains { gateway in
            gateway.listeners.contains { if case .selected = $0.namespaces { true } else { false } }
        }
        guard selects else { return }
        try await run([SurveyJob(kind: .namespaces, types: [.namespaces], namespaces: [], isEverywhere: true)])
    }

    /// For a plan a sandbox without a Gateway is there to try routes in, and no cluster that lacks what they need: nothing
    /// is said of where connections go.
    private var isBareSandbox: Bool {
        !takesSandboxAsItIs && client.configuration.isSandbox && input.gateways.objects.isEmpty
    }

    /// Reads the Gateways of routes one namespace at a time, where not all may be listed.
    mutating func readParents(of views: [RouteView]) async throws(KubernetesError) {
        guard knowsEffect, !isBareSandbox, !input.gateways.isComplete,
            !gaps.contains(where: { $0.reason == .notServed })
        else { return }
        let namespaces = views.reduce(into: Set<String>()) { namespaces, view in
            for parent in view.parents where parent.isGateway {
                namespaces.insert(parent.key(from: view.key.namespace).namespace)
            }
        }
        let left = namespaces.subtracting(input.gateways.completeNamespaces)
        try await run([SurveyJob(kind: .gateways, types: SurveyTypes.gateways, namespaces: left, isEverywhere: false)])
    }

    /// Reads routes by themselves that no list has, as where none may be listed.
    mutating func readRoutes(_ keys: [ObjectKey]) async throws(KubernetesError) {
        unlisted += keys.filter { input.routes.objects[$0] == nil && !input.routes.isComplete(in: $0.namespace) }
        for view in try await client.routes(unlisted, of: routes, parallelism: parallelism) {
            input.routes.objects[view.key] = view
        }
        input.routes.absent.formUnion(unlisted.filter { input.routes.objects[$0] == nil })
    }

    /// Reads the routes that are asked about and what they attach to.
    ///
    /// - Returns: their names, those of missing ones included.
    mutating func readRoutes(in scope: Surroundings.Scope) async throws(KubernetesError) -> [ObjectKey] {
        let keys: [ObjectKey]
        switch scope {
        case .named(let names):
            keys = names
            try await readAttachments(of: names, parents: [])
            try await readRoutes(names)
        case .all(let namespace):
            try await readAttachments(of: namespace.map { [ObjectKey($0, "")] } ?? [], parents: [])
            keys = input.routes.objects.keys.filter { key in namespace.map { key.namespace == $0 } ?? true }.sorted()
        }
        try await readParents(of: views(keys))
        return keys
    }

    /// The routes of these names, as far as they are there.
    func views(_ keys: [ObjectKey]) -> [RouteView] { keys.compactMap { input.routes.objects[$0] } }

    /// Reads Services, EndpointSlices and ReferenceGrants of the namespaces that backends are in.
    ///
    /// - Parameter routes: the routes whose backends are asked about.
    package mutating func readBackends(of routes: [RouteView]) async throws(KubernetesError) {
        guard knowsEffect else { return }
        var namespaces: Set<String> = []
        var granting: Set<String> = []
        for route in routes {
            for backend in route.rules.joined() where backend.isService {
                let namespace = backend.key(from: route.key.namespace).namespace
                namespaces.insert(namespace)
                if namespace != route.key.namespace { granting.insert(namespace) }
            }
        }
        let isEverywhere = namespaces.count > Self.namespaceLimit
        var jobs = [
            SurveyJob(
                kind: .services, types: SurveyTypes.services, namespaces: namespaces, isEverywhere: isEverywhere),
            SurveyJob(kind: .slices, types: SurveyTypes.slices, namespaces: namespaces, isEverywhere: isEverywhere),
        ]
        if !granting.isEmpty {
            jobs.append(
                SurveyJob(
                    kind: .grants, types: SurveyTypes.grants, namespaces: granting,
                    isEverywhere: granting.count > Self.namespaceLimit))
        }
        guard !namespaces.isEmpty, !isBareSandbox else { return }
        try await run(jobs)
    }

    private mutating func run(_ jobs: [SurveyJob]) async throws(KubernetesError) {
        let results = try await client.inParallel(jobs, limit: parallelism) { [client] job in
            try await job.run(client)
        }
        for result in results { add(result) }
    }

    private mutating func add(_ result: SurveyJob.Result) {
        if let gap = result.gap, !gaps.contains(gap) { gaps.append(gap) }
        sources += result.sources
        for object in result.objects { result.kind.add(object, to: &input) }
        if keepsRoutes, result.kind == .routes, result.isComplete {
            let keyed = result.objects.map { object in
                let key = ObjectKey(object)
                return (RouteKey(group: routes.group, namespace: key.namespace, name: key.name), object)
            }
            allRoutes = Dictionary(keyed, uniquingKeysWith: { first, _ in first })
        }
        func mark<View>(_ known: inout Known<View>) {
            known.isComplete = result.isComplete
            known.completeNamespaces.formUnion(result.namespaces)
        }
        switch result.kind {
        case .routes: mark(&input.routes)
        case .gateways: mark(&input.gateways)
        case .classes: mark(&input.classes)
        case .namespaces: mark(&input.namespaces)
        case .services: mark(&input.services)
        case .slices: mark(&input.slices)
        case .grants: mark(&input.grants)
        }
    }
}

extension KubernetesClient {
    /// Asks about many things at once; the results have the order of the questions.
    func inParallel<Question: Sendable, Result: Sendable>(
        _ questions: [Question], limit: Int, _ ask: @escaping @Sendable (Question) async throws -> Result
    ) async throws(KubernetesError) -> [Result] {
        do {
            return try await questions.mapConcurrently(limit: max(1, limit), ask)
        } catch let error as KubernetesError {
            throw error
        } catch {
            throw KubernetesError(.cancelled, "the run came to its end", server: configuration.server.description)
        }
    }

    /// Reads routes by themselves; those that are not there are left out.
    func routes(
        _ keys: [ObjectKey], of type: ResourceType, parallelism: Int
    ) async throws(KubernetesError) -> [RouteView] {
        try await inParallel(keys, limit: parallelism) { key in
            try await self.find(type, namespace: key.namespace, name: key.name).map(RouteView.init)
        }.compactMap(\.self)
    }
}
