internal import ArgumentParser
internal import Files
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

    func store(_ context: CommandContext) throws(Failure) -> StateStore {
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

    /// The absolute path of the state, by which a saved plan remembers it.
    func place(_ context: CommandContext) throws(Failure) -> String {
        Path.join(context.workingDirectory, try store(context).path)
    }

    /// The state as it is on disk, with what an interrupted run is known to have done; nil where there is none.
    ///
    /// - Parameter startsAnew: whether an empty file is none, rather than a damaged one.
    static func load(_ store: StateStore, startsAnew: Bool = false) throws(Failure) -> StateSnapshot? {
        do {
            let snapshot = try store.load(startsAnew: startsAnew)
            guard let pending = try store.pending(for: snapshot) else { return snapshot }
            return pending.folded(into: snapshot)
        } catch {
            throw Failure(error)
        }
    }
}

extension StateSnapshot {
    /// The routes as routing reads them, with their age as far as it is known.
    var routeViews: [RouteView] {
        routes.map {
            RouteView(
                ObjectKey($0.namespace ?? "", $0.name), spec: $0.object["spec"] ?? .null,
                age: ObjectAge(creationTimestamp: $0.creationTimestamp))
        }
    }

    /// The outputs of the routes, for references in manifests.
    var referenceTargets: [OutputsOfRoute] {
        routes.map {
            OutputsOfRoute(
                name: $0.name,
                outputs: ["routeName": $0.outputs.routeName, "namespace": $0.outputs.namespace])
        }
    }
}
