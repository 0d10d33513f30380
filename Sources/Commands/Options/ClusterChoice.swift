internal import KubernetesClient
internal import Manifests
internal import Values

/// The cluster that the options name.
enum ClusterChoice: Sendable {
    case sandbox
    case configured(ClusterConfiguration)
    /// None, with the places that were looked at.
    case none([String])
}

extension ClusterOptions {
    /// The chosen cluster; `manifests` may name a context.
    func choice(_ context: CommandContext, manifests: [Value] = []) throws(Failure) -> ClusterChoice {
        do { return try search(context, manifests: manifests) } catch { throw Failure(error) }
    }

    /// The chosen cluster, or what is wrong with its configuration.
    func search(
        _ context: CommandContext, manifests: [Value]
    ) throws(ClusterConfigurationError) -> ClusterChoice {
        if sandbox { return .sandbox }
        let environment = ClusterEnvironment(variables: context.environment)
        var overrides = clusterOverrides
        overrides.labelledContext = labelled(manifests)
        switch try ClusterSearch.find(overrides, in: environment) {
        case .found(let configuration): return .configured(configuration)
        case .nothing(let places):
            // A flag that names a cluster means one: finding none is then a failure, for a plan too.
            guard namingFlags.isEmpty else { throw Self.missing(namingFlags, places) }
            return .none(places)
        }
    }

    /// The namespace of the chosen context; nil where there is no cluster, which is told when one is needed.
    func defaultNamespace(_ context: CommandContext) -> DefaultNamespace? { contextNamespace(context).namespace }

    /// The namespace of the chosen context, or why there is none.
    func contextNamespace(_ context: CommandContext) -> ContextNamespace {
        if sandbox {
            return ContextNamespace(DefaultNamespace("default", origin: "as in a context that names none"))
        }
        let found: ClusterConfiguration
        do throws(ClusterConfigurationError) {
            guard case .configured(let configuration) = try search(context, manifests: []) else { return .none }
            found = configuration
        } catch {
            return ContextNamespace(failure: Failure(error))
        }
        guard let namespace = found.defaultNamespace else {
            return ContextNamespace(DefaultNamespace("default", origin: "as the context names none"))
        }
        let context = found.contextName.map { "the context '\($0)'" } ?? "the context"
        return ContextNamespace(DefaultNamespace(namespace, origin: "the namespace of \(context)"))
    }

    /// The name of that namespace, or of the one that every cluster has.
    func namespace(_ context: CommandContext) -> String { defaultNamespace(context)?.name ?? "default" }

    private static func missing(_ flags: [String], _ places: [String]) -> ClusterConfigurationError {
        ClusterConfigurationError(
            .unknownName, "no cluster is configured that \(flags.joined(separator: " and ")) could be about",
            help: "Name one with --server, or with a kubeconfig. These were looked at:\n"
                + places.map { "  \($0)" }.joined(separator: "\n"))
    }

    private func labelled(_ manifests: [Value]) -> String? {
        manifests.lazy.compactMap(ManifestSchema.context).first
    }

    /// A connection to the sandbox in this process has both its ends here.
    var descriptorsPerRequest: Int { sandbox ? 2 : 1 }

    /// All manifests go to one cluster: labels that name several are an error.
    ///
    /// - Parameter namespace: what `-n` says.
    func checkLabels(_ routes: [RouteManifest], namespace: String?) throws(Failure) {
        guard !sandbox, (kubeContext ?? "").isEmpty else { return }
        if namespace == nil, let route = routes.first(where: { $0.takesDefaultNamespace && $0.context != nil }) {
            throw Failure.usage(
                "the TCPRoute '\(route.name)' names its context with the label \(ManifestSchema.contextLabel), and no namespace",
                help: "add metadata.namespace, or name the namespace with -n or the context with --kube-context")
        }
        let contexts = Set(routes.map(\.context))
        guard contexts.count > 1 else { return }
        let names = contexts.map { $0.map { "'\($0)'" } ?? "none" }.sorted().joined(separator: ", ")
        throw Failure.usage(
            "the manifests name different contexts with the label \(ManifestSchema.contextLabel): \(names)",
            help: "apply them one context at a time, or choose with --kube-context")
    }
}
