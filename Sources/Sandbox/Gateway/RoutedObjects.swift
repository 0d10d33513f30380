internal import DataPlane
internal import GatewayAPI
internal import Routing
internal import Values

/// What the objects of a store say to routing, kept up to date one object at a time.
struct RoutedObjects {
    /// The collections that routing reads, each with the kind that it has there.
    private static let kinds: [ObjectCollection: RoutingObject.Kind] = Dictionary(
        Resource.all.compactMap { resource in
            RoutingObject.Kind(resource.kind, of: resource.group).map { (resource.collection, $0) }
        }, uniquingKeysWith: { first, _ in first })

    static let collections = Array(kinds.keys)

    /// Everything of the store, of which nothing is unknown.
    private(set) var input: RoutingInput
    /// The statuses as they stand.
    private(set) var statuses: [StoredKey: Value] = [:]
    /// The EndpointSlices that the controller keeps for clients to see; routing has its own of them.
    private(set) var shownSlices: [StoredKey: Value] = [:]
    /// What Services ask for by annotations and labels.
    private(set) var services: [ObjectKey: ServiceWishes] = [:]

    init(_ settings: GatewayOptions) {
        input = .complete
        input.ownController = GatewayController.name
        input.sharesAddress = true
        input.usableAddresses = settings.usableAddresses
    }

    /// Everything that a store has.
    ///
    /// - Returns: the objects, and the store's version that they are of.
    static func read(
        from store: Store, _ settings: GatewayOptions
    ) async throws(APIFailure) -> (objects: RoutedObjects, version: Int) {
        let (found, version) = try await store.read { state throws(APIFailure) in
            (collections.flatMap { state.list($0, namespace: nil) }, state.revision)
        }
        var objects = RoutedObjects(settings)
        for object in found { objects.put(object) }
        return (objects, version)
    }

    mutating func put(_ object: StoredObject) {
        let value = object.value
        if StandIns.isShown(value, in: object.key.collection) {
            shownSlices[object.key] = value
            return
        }
        guard let view = RoutingObject(value) else { return }
        input.add(view)
        statuses[object.key] = value["status"]
        if case .service(let service) = view { services[service.key] = ServiceWishes(value["metadata"]) }
    }

    /// What Services ask for and cannot be understood, in words.
    var problems: [String] {
        services.flatMap { key, wishes in wishes.problems.map { "Service \(key): \($0)" } }.sorted()
    }

    mutating func remove(_ key: StoredKey) {
        guard let kind = Self.kinds[key.collection] else { return }
        shownSlices[key] = nil
        let named = ObjectKey(key.namespace, key.name)
        input.remove(kind, named)
        statuses[key] = nil
        if case .service = kind { services[named] = nil }
    }
}

/// What a Service asks the sandbox for, beside what Kubernetes knows.
struct ServiceWishes: Sendable {
    /// Has the version of the PROXY protocol that its backends are to be told the client's address in.
    static let proxyProtocolAnnotation = "openmcf.org/proxy-protocol"
    /// Is on Services that were made because a route names them.
    static let demoLabel = "openmcf.org/demo"

    /// Where its connections go instead of to its endpoints.
    private(set) var places: [StandInPlace] = []
    private(set) var proxyProtocol: ProxyProtocol?
    private(set) var isDemo = false
    /// What is asked for and cannot be understood, in words.
    private(set) var problems: [String] = []

    init(_ metadata: Value?) {
        isDemo = metadata?["labels"]?[Self.demoLabel] != nil
        if let text = metadata?["annotations"]?[StandInPlace.annotation]?.string {
            places = StandInPlace.places(text) ?? []
            if places.isEmpty {
                problems.append(
                    "the annotation \(StandInPlace.annotation) must be a list of [PORT=][HOST:]PORT, not '\(text)'")
            }
        }
        if let text = metadata?["annotations"]?[Self.proxyProtocolAnnotation]?.string {
            proxyProtocol = ProxyProtocol(rawValue: text)
            if proxyProtocol == nil {
                problems.append("the annotation \(Self.proxyProtocolAnnotation) must be v1 or v2, not '\(text)'")
            }
        }
    }
}
