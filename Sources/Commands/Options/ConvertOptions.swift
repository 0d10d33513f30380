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

    /// The live routes as an input, spelled as `kubectl get -o json` does; nil where there are none.
    func input(
        _ cluster: ClusterOptions, _ requests: ParallelismOptions, namespace: String?, _ api: RouteAPI,
        _ context: CommandContext
    ) async throws -> ManifestInput? {
        let place = allNamespaces ? nil : namespace ?? cluster.defaultNamespace(context)?.name ?? "default"
        let access = ClusterAccess(context, cluster, requests, command: "convert")
        let selection = ObjectSelection(labels: labels)
        return try await access.withClient(try cluster.choice(context), readsOnly: true) { client in
            let type = try await ServedRoutes.discover(client, api).type
            let list = try await client.list(type, namespace: type.isNamespaced ? place : nil, matching: selection)
            guard !list.items.isEmpty else { return nil }
            let version = type.group.isEmpty ? type.version : "\(type.group)/\(type.version)"
            let items = list.items.map { item in
                var item = item
                item.set("apiVersion", .string(version))
                item.set("kind", .string(TCPRouteSchema.kind))
                return item
            }
            let document: Value = ["apiVersion": "v1", "kind": "List", "items": .array(items)]
            return .text(SourceFile(name: "<cluster>", text: JSONWriter.text(document, .indented)))
        }
    }
}

/// What becomes of objects that TCP cannot do everything of.
struct ConversionFlags: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Gateway for the routes of OpenShift and those of --split: each refers to a listener of its own name.",
            valueName: "[namespace/]name"))
    var gateway: String?

    @Flag(help: "Leave out what cannot be converted, with a warning for each, instead of converting nothing.")
    var skip = false

    /// What TCPRoutes can be taken to: the version that allows less than the other.
    enum MigrationVersion: String, ExpressibleByArgument, CaseIterable { case v1 }

    @Option(
        help: ArgumentHelp(
            "Take the routes to TCPRoute v1, which allows one rule: the first, which serves, stays.",
            valueName: "version"))
    var to: MigrationVersion?

    @Flag(help: "With --to v1, make routes NAME-2 and so on of the other rules, instead of leaving them out.")
    var split = false

    var options: ConversionOptions {
        get throws {
            var options = ConversionOptions()
            if let gateway {
                guard let name = GatewayName(gateway) else {
                    throw ValidationError("'\(gateway)' of --gateway is no name of a Gateway")
                }
                options.gateway = name
            }
            return options
        }
    }

    func validate() throws {
        _ = try options
        if split, to == nil {
            throw ValidationError("--split is about the rules that --to v1 leaves over: add --to v1")
        }
    }
}

/// Where manifests are written to, instead of standard output.
struct ManifestFileOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "File, or - for standard output; a directory, or a name that ends in '/', gets a file for each.",
            valueName: "path")
    )
    var out: String?

    @Flag(help: "Replace files that exist.")
    var force = false

    /// Where the files go; nil for standard output.
    var path: String? { out == "-" ? nil : out }

    func validate() throws {
        if out == "" { throw ValidationError("the name of the file is empty") }
        if out == nil, force { throw ValidationError("--force is about the files of --out") }
    }
}
