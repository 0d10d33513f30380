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
    /// The routes as the cluster has them, where all of them could be listed.
    package private(set) var allRoutes: [RouteKey: Value]?
    /// What could not be read.
    private(set) var gaps: [SurveyGap] = []
    private let client: KubernetesClient
    let routes: ResourceType
    /// Where what is known comes from, to go on from there.
    private(set) var sources: [FeedSource] = []
    /// Routes that are asked about and that no list has.
    private(set) var unlisted: [ObjectKey] = []
    private let parallelism: Int

    package init(_ client: KubernetesClient, _ routes: ServedRoutes, parallelism: Int) {
        (self.client, self.routes, self.parallelism) = (client, routes.type, parallelism)
    }

    /// Beyond this many namespaces one LIST of all is cheaper than one for each.
    private static let namespaceLimit = 3

    /// Reads routes, Gateways and their classes, and the Namespaces where a listener selects by their labels.
    ///
    /// - Parameter keys: the routes that are asked about; where not all may be listed, their namespaces are.
    package mutating func readAttachments(of keys: [ObjectKey], parents: [ObjectKey]) async throws(KubernetesError) {
        let routeNamespaces = Set(keys.map(\.namespace))
        let jobs: [SurveyJob] = [
            SurveyJob(kind: .routes, types: [routes], namespaces: routeNamespaces, isEverywhere: true),
            SurveyJob(
                kind: .gateways, types: GatewayTypes.gateways, namespaces: Set(parents.map(\.namespace)),
                isEverywhere: true),
            SurveyJob(kind: .classes, types: GatewayTypes.classes, namespaces: [], isEverywhere: true),
        ]
        try await run(jobs)
        let selects = input.gateways.objects.values.contains { gateway in
            gateway.listeners.contains { if case .selected = $0.namespaces { true } else { false } }
        }
        guard selects else { return }
        try await run([SurveyJob(kind: .namespaces, types: [.namespaces], namespaces: [], isEverywhere: true)])
    }

    /// Reads the Gateways of routes one namespace at a time, where not all may be listed.
    mutating func readParents(of views: [RouteView]) async throws(KubernetesError) {
        guard !input.gateways.isComplete, !gaps.contains(where: { $0.reason == .notServed }) else { return }
        let namespaces = views.reduce(into: Set<String>()) { namespaces, view in
            for parent in view.parents where parent.isGateway {
                namespaces.insert(parent.key(from: view.key.namespace).namespace)
            }
        }
        let left = namespaces.subtracting(input.gateways.completeNamespaces)
        try await run([SurveyJob(kind: .gateways, types: GatewayTypes.gateways, namespaces: left, isEverywhere: false)])
    }

    /// Reads routes by themselves that no list has, as where none may be listed.
    mutating func readRoutes(_ keys: [ObjectKey]) async throws(KubernetesError) {
        for key in keys where input.routes.objects[key] == nil && !input.routes.isComplete(in: key.namespace) {
            unlisted.append(key)
            if let object = try await client.find(routes, namespace: key.namespace, name: key.name) {
                input.routes.objects[key] = RouteView(object)
            } else {
                input.routes.absent.insert(key)
            }
        }
    }

    /// Reads Services, EndpointSlices and ReferenceGrants of the namespaces that backends are in.
    ///
    /// - Parameter routes: the routes whose backends are asked about.
    package mutating func readBackends(of routes: [RouteView]) async throws(KubernetesError) {
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
                kind: .services, types: GatewayTypes.services, namespaces: namespaces, isEverywhere: isEverywhere),
            SurveyJob(kind: .slices, types: GatewayTypes.slices, namespaces: namespaces, isEverywhere: isEverywhere),
        ]
        if !granting.isEmpty {
            jobs.append(
                SurveyJob(
                    kind: .grants, types: GatewayTypes.grants, namespaces: granting,
                    isEverywhere: granting.count > Self.namespaceLimit))
        }
        guard !namespaces.isEmpty else { return }
        try await run(jobs)
    }

    private mutating func run(_ jobs: [SurveyJob]) async throws(KubernetesError) {
        let results: [SurveyJob.Result]
        do {
            results = try await jobs.mapConcurrently(limit: max(1, parallelism)) { [client] job in
                try await job.run(client)
            }
        } catch let error as KubernetesError {
            throw error
        } catch {
            throw KubernetesError(
                .cancelled, "the run came to its end", server: client.configuration.server.description)
        }
        for result in results { add(result) }
    }

    private mutating func add(_ result: SurveyJob.Result) {
        if let gap = result.gap, !gaps.contains(gap) { gaps.append(gap) }
        sources += result.sources
        for object in result.objects { result.kind.add(object, to: &input) }
        if result.kind == .routes, result.isComplete {
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

/// The kinds of objects that are read, in each version that clusters may serve.
enum GatewayTypes {
    static let gateways = types(GatewaySchema.kind, "gateways", ["v1", "v1beta1"])
    static let classes = types(GatewayClassSchema.kind, "gatewayclasses", ["v1", "v1beta1"], isNamespaced: false)
    /// v1beta1 is what every release serves so far.
    static let grants = types(ReferenceGrantSchema.kind, "referencegrants", ["v1beta1", "v1"])
    static let services = [ResourceType(group: "", version: "v1", plural: "services")]
    static let slices = [ResourceType(group: EndpointSliceSchema.group, version: "v1", plural: "endpointslices")]

    private static func types(
        _ kind: String, _ plural: String, _ versions: [String], isNamespaced: Bool = true
    ) -> [ResourceType] {
        versions.map {
            ResourceType(group: TCPRouteSchema.group, version: $0, plural: plural, isNamespaced: isNamespaced)
        }
    }
}
