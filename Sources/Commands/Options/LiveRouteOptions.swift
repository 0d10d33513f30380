internal import ArgumentParser
internal import KubernetesClient
internal import Manifests

/// Which live routes a command is about; the flags are kubectl's.
struct LiveRouteOptions: ParsableArguments {
    @Argument(help: "Names of routes; all where none is given.")
    var names: [String] = []

    @Option(name: [.customShort("n", allowingJoined: true), .long], help: "Namespace, instead of the context's.")
    var namespace: String?

    @Flag(name: [.customShort("A"), .long], help: "Routes of all namespaces.")
    var allNamespaces = false

    @Option(
        name: [.customShort("l", allowingJoined: true), .customLong("selector")],
        help: ArgumentHelp("Label selector, such as app=db,tier in (a,b).", valueName: "labels"))
    var labels: String?

    @Option(
        name: .customLong("field-selector"),
        help: ArgumentHelp(
            "Field selector: metadata.name and metadata.namespace, with =, == or !=.", valueName: "fields"))
    var fields: String?

    var selection: ObjectSelection { ObjectSelection(labels: labels, fields: fields) }

    func validate() throws {
        if let name = names.first(where: \.isEmpty) { throw ValidationError("'\(name)' is no name of a route") }
        try checkNamespace(namespace)
        if !names.isEmpty, selection != .all { throw ValidationError("give names or a selector, not both") }
        if !names.isEmpty, allNamespaces {
            throw ValidationError("a route cannot be asked for by its name in all namespaces; leave out -A")
        }
    }

    /// The namespace to look in; nil for all.
    func place(_ cluster: ClusterOptions, _ context: CommandContext) -> String? {
        if allNamespaces { return nil }
        return namespace ?? cluster.namespace(context)
    }
}
