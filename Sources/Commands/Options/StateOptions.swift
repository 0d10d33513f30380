internal import ArgumentParser
internal import GatewayAPI
internal import Manifests
internal import State
internal import Values

/// Which state a command works on.
struct StateOptions: ParsableArguments {
    @Option(
        help: "File of the stack's state; OPENMCF_STATE names another default than .openmcf/state.json.",
        completion: .file())
    var state: String?

    func store(_ context: CommandContext) throws(Failure) -> StateStore { try Self.store(state, context) }

    /// - Parameter state: what a flag says; nil where there is none.
    static func store(_ state: String?, _ context: CommandContext) throws(Failure) -> StateStore {
        let text = state ?? context.environment["OPENMCF_STATE"].flatMap { $0.isEmpty ? nil : $0 }
        do {
            return try StateStore.open(StateLocation(parsing: text ?? StateLocation.defaultPath))
        } catch {
            throw Failure(error)
        }
    }

    /// What references to applied routes resolve to; nothing where there is no state.
    func outputs(_ context: CommandContext) throws(Failure) -> [OutputsOfRoute] {
        try Self.load(store(context))?.referenceTargets ?? []
    }

    /// The state for a command that needs it for references alone.
    func known(_ context: CommandContext) throws(Failure) -> KnownState {
        let store = try store(context)
        do throws(Failure) { return KnownState(snapshot: try Self.load(store)) } catch {
            return KnownState(failure: error)
        }
    }

    /// The state with what an interrupted run is known to have done; nil where there is none.
    static func load(_ store: StateStore) throws(Failure) -> StateSnapshot? {
        do { return try store.look().recovered } catch { throw Failure(error) }
    }
}

extension StateSnapshot {
    /// The routes as routing reads them, with their age as far as it is known.
    var routeViews: [RouteView] {
        routes.map {
            RouteView(
                ObjectKey($0.key), spec: $0.object["spec"] ?? .null,
                age: ObjectAge(creationTimestamp: $0.creationTimestamp))
        }
    }

    /// The outputs of the routes, for references in manifests.
    var referenceTargets: [OutputsOfRoute] {
        routes.map {
            OutputsOfRoute(name: $0.key.name, routeName: $0.outputs.routeName, namespace: $0.outputs.namespace)
        }
    }
}
