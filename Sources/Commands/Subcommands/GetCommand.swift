internal import Applying
internal import ArgumentParser
internal import GatewayAPI
internal import KubernetesClient

struct GetCommand: RunnableCommand {
    static let configuration = CommandConfiguration(
        commandName: "get",
        abstract: "Print live routes, as 'kubectl get tcproutes' does.",
        discussion: """
            Prints the server's own table, or the objects. Without -n and -A it looks in the context's namespace. A name \
            that is not there ends it with 1, after the routes that are; an empty list is no failure.

            Examples:
              openmcf get
              openmcf get -A -l app.kubernetes.io/managed-by=openmcf
              openmcf get postgres-route -o yaml
              openmcf get -w
            """)

    @OptionGroup var routes: LiveRouteOptions
    @OptionGroup var api: RouteAPIOptions

    @Option(
        name: [.customShort("o", allowingJoined: true), .customLong("output")],
        help: "How to print the routes: wide, json, yaml or name; a table without it.")
    var format: RouteFormat?

    @Flag(name: .shortAndLong, help: "Go on and print each route that changes, until it is interrupted.")
    var watch = false

    @Flag(help: "Print only what changes from now on.")
    var watchOnly = false

    @OptionGroup(title: "Table") var table: RouteTableOptions

    @Flag(help: "Take a name that is not there for an empty result.")
    var ignoreNotFound = false

    @Flag(help: "Leave metadata.managedFields in what is printed as JSON or YAML.")
    var showManagedFields = false

    @OptionGroup(title: "Cluster") var cluster: ClusterOptions
    @OptionGroup var requests: ParallelismOptions
    @OptionGroup(title: "General") var output: OutputOptions

    var wantsJSON: Bool { format == .json }
    /// Who watches is not done before being told so.
    var timeLimit: Duration? { follows ? nil : cluster.timeout.duration }

    var follows: Bool { watch || watchOnly }

    func document(_ failure: Failure, _ context: CommandContext) -> String? {
        // The routes that were found are the result.
        wantsJSON && !context.hasPrinted ? FailureDocument(format: .json, context: context).text(failure) : nil
    }

    func validate() throws {
        if follows, routes.names.count > 1 { throw ValidationError("one name can be watched, or all; leave out -w") }
    }

    func execute(_ context: CommandContext) async throws -> ExitStatus {
        let choice = try cluster.choice(context)
        let place = routes.place(cluster, context)
        let access = ClusterAccess(context, cluster, requests, command: "get")
        return try await access.withClient(choice, readsOnly: true) { client in
            let type = try await ServedRoutes.discover(client, api.api ?? .standard).type
            let place = type.isNamespaced ? place : nil
            return try await LiveRoutePrinter(client, type, place, self, context).run()
        }
    }
}
