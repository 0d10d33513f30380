internal import Applying
internal import ArgumentParser
internal import Diagnostics
internal import GatewayAPI
internal import KubernetesClient
internal import Manifests
internal import Values

/// Which live routes are converted, where no files are.
struct LiveSourceOptions: ParsableArguments {
    @Flag(help: "Convert the live routes of the cluster, of -n or the context's namespace.")
    var live = false

    @Flag(name: [.customShort("A"), .long], help: "With --live, the routes of all namespaces.")
    var allNamespaces = false

    @Option(
        name: [.customShort("l", allowingJoined: true), .customLong("selector")],
        help: ArgumentHelp("With --live, label selector, such as app=db,tier in (a,b).", valueName: "labels"))
    var labels: String?

    func validate() throws {
        if !live, allNamespaces || labels != nil { throw ValidationError("-A and -l choose live routes: add --live") }
    }

    /// The live routes, each an input of its own that is named after it; none where there are none.
    func inputs(
        _ cluster: ClusterOptions, _ requests: ParallelismOptions, namespace: String?, _ api: RouteAPI,
        _ context: CommandContext
    ) async throws -> [ManifestInput] {
        let place = allNamespaces ? nil : namespace ?? cluster.namespace(context)
        let access = ClusterAccess(context, cluster, requests, command: "convert")
        let selection = ObjectSelection(labels: labels)
        return try await access.withClient(try cluster.choice(context), readsOnly: true) { client in
            let type = try await ServedRoutes.discover(client, api).type
            let list = try await client.list(type, namespace: type.isNamespaced ? place : nil, matching: selection)
            let version = type.group.isEmpty ? type.version : "\(type.group)/\(type.version)"
            return list.items.map { item in
                var item = item
                item.set("apiVersion", .string(version))
                item.set("kind", .string(TCPRouteSchema.kind))
                let key = RouteKey(
                    group: type.group, namespace: item["metadata"]?["namespace"]?.string,
                    name: item["metadata"]?["name"]?.string ?? "")
                return .text(SourceFile(name: key.description, text: JSONWriter.text(item)))
            }
        }
    }
}

extension Diagnostic {
    /// What is told of a live route: its name and the field, instead of a line in a text that nobody has.
    ///
    /// - Parameter routes: the names of the inputs that are live routes.
    func ofLiveRoute(among routes: Set<String>) -> Diagnostic {
        guard let name = place.file, routes.contains(name) else { return self }
        var told = self
        told.place = Place(path: place.path, resource: name)
        told.related.removeAll { routes.contains($0.range.file.name) }
        return told
    }
}
