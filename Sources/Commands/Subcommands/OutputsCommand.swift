internal import ArgumentParser
internal import Diagnostics
internal import GatewayAPI
internal import Manifests
internal import State
internal import Values

struct OutputsCommand: RunnableCommand {
    static let configuration = CommandConfiguration(
        commandName: "outputs",
        abstract: "Print the stack outputs routeName and namespace.",
        discussion: """
            Reads the state; no cluster is asked. A name that stands in two namespaces is asked for as namespace/name.

            Examples:
              openmcf outputs
              openmcf outputs postgres-route -o json
              kubectl -n "$(openmcf outputs postgres-route namespace)" get tcproutes
            """)

    @Argument(help: "Name of a route, or namespace/name.")
    var name: String?

    @Argument(help: "One output: routeName or namespace.")
    var key: String?

    @OptionGroup(title: "The route of a manifest, instead of a name") var source: SourceOptions
    @OptionGroup var api: RouteAPIOptions
    @OptionGroup(title: "State") var state: StateOptions
    @OptionGroup var format: ResultFormatOptions
    @OptionGroup(title: "General") var output: OutputOptions

    var wantsJSON: Bool { format.isJSON }

    func validate() throws {
        if let key, !["routeName", "namespace"].contains(key) {
            throw ValidationError("there is no output '\(key)'; the outputs are routeName and namespace")
        }
        if !source.isEmpty, key != nil { throw ValidationError("give a name or a manifest, not both") }
    }

    func execute(_ context: CommandContext) async throws -> ExitStatus {
        let store = try state.store(context)
        guard let snapshot = try StateOptions.load(store) else {
            throw Failure.noState(store)
        }
        if !source.isEmpty {
            // With a manifest, a lone positional argument is the output's key.
            if let name, !["routeName", "namespace"].contains(name) {
                throw Failure.usage("give a name or a manifest, not both")
            }
            let route = try await givenRoute(snapshot, context)
            print(route.outputs, key: name, context)
        } else if let name {
            print(try find(name, snapshot, store).outputs, key: key, context)
        } else {
            printAll(snapshot, context)
        }
        return .success
    }

    private func print(_ outputs: RouteOutputs, key: String?, _ context: CommandContext) {
        if let key {
            let value = key == "routeName" ? outputs.routeName : outputs.namespace
            context.print((format.isJSON ? JSONWriter.text(.string(value)) : value) + "\n")
        } else if format.isJSON {
            context.print(JSONWriter.text(OutputsReport.value(outputs)) + "\n")
        } else {
            context.print("routeName = \(outputs.routeName)\nnamespace = \(outputs.namespace)\n")
        }
    }

    private func printAll(_ snapshot: StateSnapshot, _ context: CommandContext) {
        let routes = snapshot.routes.filter(isMeant)
        if format.isJSON {
            let resources = routes.map { route -> Value in
                [
                    "name": .string(route.key.name), "namespace": .string(route.outputs.namespace),
                    "outputs": OutputsReport.value(route.outputs),
                ]
            }
            let result: Value = ["formatVersion": .string(FormatVersion.current), "resources": .array(resources)]
            return context.print(JSONWriter.document(result))
        }
        guard !routes.isEmpty else { return context.inform("The state has no routes.") }
        let width = max(9, routes.map(\.outputs.namespace.count).max() ?? 0)
        var text = context.outputStyle(.bold, "NAMESPACE".padded(to: width) + "  ROUTE NAME") + "\n"
        for route in routes { text += "\(route.outputs.namespace.padded(to: width))  \(route.outputs.routeName)\n" }
        context.print(text)
    }

    private func isMeant(_ route: StateRoute) -> Bool { api.api.map { $0.group == route.key.group } ?? true }

    private func find(_ text: String, _ snapshot: StateSnapshot, _ store: StateStore) throws(Failure) -> StateRoute {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let found = snapshot.routes(named: parts[parts.count - 1], namespace: parts.count == 2 ? parts[0] : nil)
            .filter(isMeant)
        let groups = Set(found.map(\.key.group)).sorted()
        guard groups.count <= 1 else {
            throw Failure.usage(
                "'\(text)' stands in several API groups: \(groups.joined(separator: ", "))",
                help: "choose one with --api, such as --api \(groups[0])")
        }
        guard found.count <= 1 else {
            let names = found.map { "\($0.key)" }.joined(separator: ", ")
            throw Failure.usage("'\(text)' stands in several namespaces: \(names)", help: "ask for namespace/name")
        }
        guard let route = found.first else {
            let names = snapshot.routes.map { parts.count == 2 ? "\($0.key)" : $0.key.name }
            let known = Set(names).sorted()
            throw Failure(
                .notFound, "the state \(store.path) has no route '\(text)'",
                help: Suggestion.nearest(to: text, among: known).map { "did you mean '\($0)'?" }
                    ?? (known.isEmpty
                        ? "it has no routes at all" : "it has \(known.prefix(10).joined(separator: ", "))"))
        }
        return route
    }

    /// What was applied of the one route in the manifests.
    private func givenRoute(_ snapshot: StateSnapshot, _ context: CommandContext) async throws(Failure) -> StateRoute {
        let set = try await source.manifests(outputs: snapshot.referenceTargets, context)
        guard set.isValid else { throw Failure.invalidManifests(set.diagnostics) }
        guard set.routes.count == 1, let route = set.routes.first else {
            throw Failure.usage("the input holds \(set.routes.count) routes; ask for one by its name")
        }
        let known = snapshot.routes(named: route.name, namespace: route.namespace).filter(isMeant)
        guard let applied = known.first else {
            throw Failure(
                .notFound, "the route \(route.key) has not been applied",
                help: "apply it with 'openmcf apply' from the same manifest")
        }
        return applied
    }
}
