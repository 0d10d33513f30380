internal import Applying
internal import ArgumentParser
internal import GatewayAPI
internal import KubernetesClient
internal import Manifests
internal import Schemas
internal import State
internal import Values

/// Which live routes a command is about: the stack's, those of names or manifests, or all.
struct RouteSelection: ParsableArguments {
    @Argument(help: "Names of routes, or namespace/name; without any, the routes of the stack.")
    var names: [String] = []

    @OptionGroup(title: "The routes of manifests, instead of names") var source: SourceOptions

    @Flag(name: [.customShort("A"), .customLong("all-namespaces")], help: "All routes of the cluster.")
    var isEverything = false

    @Option(
        name: [.customShort("n", allowingJoined: true), .long],
        help: "Namespace of the names, and of TCPRoute objects that name none; alone, that of the stack's routes.")
    var namespace: String?

    func validate() throws {
        let given = [
            isEverything ? "-A" : nil, names.isEmpty ? nil : "names", source.isEmpty ? nil : "manifests",
        ].compactMap(\.self)
        if given.count > 1 { throw ValidationError("\(given[0]) and \(given[1]) exclude each other") }
        if isEverything, namespace != nil { throw ValidationError("-A and -n exclude each other") }
        try checkNamespace(namespace)
        if names.contains(where: { $0.isEmpty || $0.hasPrefix("/") || $0.hasSuffix("/") }) {
            throw ValidationError("a name must not be empty")
        }
        if namespace != nil, let name = names.first(where: { $0.contains("/") }) {
            throw ValidationError("'\(name)' names its namespace, and so does -n")
        }
    }

    /// Whether it is the state that says which routes.
    var isOfStack: Bool { !isEverything && names.isEmpty && source.isEmpty }

    /// The routes of the manifests; none where no manifests are given.
    func manifests(
        _ snapshot: StateSnapshot?, _ cluster: ClusterOptions, _ context: CommandContext
    ) async throws(Failure) -> [RouteManifest] {
        guard !source.isEmpty else { return [] }
        let ofContext = cluster.contextNamespace(context)
        let set = try await source.manifests(
            outputs: snapshot?.referenceTargets ?? [],
            defaultNamespace: namespace.map { DefaultNamespace($0, origin: "as -n says") } ?? ofContext.namespace,
            context)
        try ofContext.check(set)
        guard set.isValid else { throw Failure.invalidManifests(set.diagnostics) }
        return set.routes
    }

    /// The routes, each once; nil for all of the cluster.
    ///
    /// - Parameters:
    ///   - manifests: the routes of the manifests.
    ///   - served: the routes of the cluster, which may have no namespaces.
    func keys(
        _ manifests: [RouteManifest], _ snapshot: StateSnapshot?, _ served: ServedRoutes, _ cluster: ClusterOptions,
        _ context: CommandContext
    ) throws(Failure) -> [ObjectKey]? {
        if isEverything { return nil }
        let isNamespaced = served.type.isNamespaced
        if !source.isEmpty { return manifests.map { ObjectKey(isNamespaced ? $0.namespace : "", $0.name) } }
        let own = (snapshot?.routes ?? []).map(\.key).filter { $0.group == served.type.group }
            .map { ObjectKey($0) }
        if names.isEmpty { return own.filter { namespace == nil || !isNamespaced || $0.namespace == namespace } }
        var keys: [ObjectKey] = []
        for name in names {
            let key = isNamespaced ? try key(name, among: own, cluster, context) : ObjectKey("", name)
            if !keys.contains(key) { keys.append(key) }
        }
        return keys
    }

    /// A name by itself means the stack's route of that name, otherwise one in the context's namespace.
    private func key(
        _ text: String, among own: [ObjectKey], _ cluster: ClusterOptions, _ context: CommandContext
    ) throws(Failure) -> ObjectKey {
        let parts = text.split(separator: "/", maxSplits: 1).map(String.init)
        if parts.count == 2 { return ObjectKey(parts[0], parts[1]) }
        if let namespace { return ObjectKey(namespace, text) }
        let found = own.filter { $0.name == text }
        guard found.count <= 1 else {
            let names = found.map(\.description).joined(separator: ", ")
            throw Failure.usage("'\(text)' stands in several namespaces: \(names)", help: "ask for namespace/name")
        }
        return found.first ?? ObjectKey(cluster.namespace(context), text)
    }
}

extension SourceOptions {
    /// Reads and judges the manifests of the sources, for commands that only look for their routes.
    func manifests(
        outputs: [OutputsOfRoute], defaultNamespace: DefaultNamespace? = nil, _ context: CommandContext
    ) async throws(Failure) -> ManifestSet {
        let sources = try await SourceCollector(context: context).collect(manifests, self)
        var set = ManifestSet()
        guard sources.diagnostics.isEmpty else {
            set.diagnostics = sources.diagnostics
            return set
        }
        var options = ManifestOptions()
        options.outputs = outputs
        options.defaultNamespace = defaultNamespace
        set = await ManifestSet.load(sources.inputs, options)
        return set
    }
}
