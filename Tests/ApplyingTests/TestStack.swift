import Files
import KubernetesClient
import Manifests
import Planning
import State
import TestSupport
import Testing
import Values

@testable import Applying

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A stack with a state of its own, which is applied as the commands apply it.
struct TestStack: Sendable {
    let client: KubernetesClient
    let store: StateStore
    private let folder: TemporaryFolder

    init(_ client: KubernetesClient) throws {
        self.client = client
        folder = try TemporaryFolder()
        store = try StateStore.open(StateLocation(path: folder.file("state.json")))
    }

    /// A stack whose state is a copy of another's.
    init(_ client: KubernetesClient, copying other: TestStack) throws {
        try self.init(client)
        try DurableFile.replace(store.path, with: try #require(try DurableFile.read(other.store.path)))
    }

    /// What a run works with; what an interrupted one left has been settled.
    private func open(_ lock: borrowing StateLock) async throws -> Stack {
        let state = try store.load()
        if let pending = try store.pending(for: state) {
            let settled = try await Recovery.settle(
                pending, state, client, parallelism: 4, stateName: "state.json")
            _ = try lock.settle(pending, saving: settled)
        }
        return try await opened()
    }

    /// The state and the cluster brought together, without the lock.
    func opened() async throws -> Stack {
        try await Stack.open(
            try store.load() ?? StateSnapshot(), client, parallelism: 4, stateName: "state.json")
    }

    func plan(_ text: String, prunes: Bool = false) async throws -> Plan {
        try await opened().plan(try await manifests(text), prunes: prunes)
    }

    @discardableResult
    func apply(
        _ text: String, prunes: Bool = false, _ adjust: (inout ApplierOptions) -> Void = { _ in }
    ) async throws -> ApplyOutcome {
        var options = ApplierOptions()
        options.parallelism = 4
        adjust(&options)
        let routes = try await manifests(text)
        return try await store.withLock(command: "apply") { [options] lock in
            let stack = try await open(lock)
            let plan = try await stack.plan(routes, prunes: prunes)
            let applier = Applier(stack, options)
            return try await applier.apply(plan, lock: lock, command: "apply")
        }
    }

    /// Applies a plan that was made before, as it reads back from a file.
    func apply(
        saved plan: Plan, _ adjust: (inout ApplierOptions) -> Void = { _ in }
    ) async throws -> ApplyOutcome {
        var options = ApplierOptions()
        adjust(&options)
        let plan = try PlanCodec.plan(PlanCodec.value(of: plan))
        return try await store.withLock(command: "apply") { [options] lock in
            let applier = Applier(try await open(lock), options)
            return try await applier.apply(plan, lock: lock, command: "apply")
        }
    }

    /// Runs a body that cannot save the state: what it leaves is what a run that is killed then leaves.
    func abandon(_ body: () async throws -> ApplyOutcome) async throws {
        let fault: @Sendable (FileError.Operation, String) -> CInt = { [store] operation, path in
            operation == .rename && path == store.path ? EIO : 0
        }
        try await FileFaults.$beforeCall.withValue(fault) {
            let error = await #expect(throws: StateError.self) { _ = try await body() }
            try #require(error?.code == .file)
        }
        try #require(try hasJournal())
    }

    func planDestroy() async throws -> Plan {
        let stack = try await opened()
        return try await stack.planDestroy(stack.snapshot.routes.map(\.key))
    }

    @discardableResult
    func destroy(waitingFor time: Duration? = nil) async throws -> ApplyOutcome {
        try await store.withLock(command: "destroy") { lock in
            let stack = try await open(lock)
            let plan = try await stack.planDestroy(stack.snapshot.routes.map(\.key))
            let applier = Applier(stack, ApplierOptions())
            let outcome = try await applier.apply(plan, lock: lock, command: "destroy")
            guard let time else { return outcome }
            let deadline = ContinuousClock.now + time
            var options = ApplierOptions()
            options.isInterrupted = { ContinuousClock.now >= deadline }
            return try await Applier(stack, options).waitForDeletions(outcome, lock: lock)
        }
    }

    /// The UIDs of the routes in the state, by name; with what an interrupted run is known to have done.
    func inState() throws -> [String: String] {
        let state = try store.load()
        let known = try store.pending(for: state)?.folded(into: state) ?? state
        return Dictionary(uniqueKeysWithValues: (known?.routes ?? []).map { ($0.key.name, $0.uid ?? "") })
    }

    func hasJournal() throws -> Bool { try store.pending(for: store.load()) != nil }

    func lineage() throws -> String { try store.load()?.lineage ?? "" }
}

extension ApplyOutcome {
    /// Such as "a created, b failed".
    var summary: String { results.map { "\($0.key.name) \($0.action.rawValue)" }.joined(separator: ", ") }

    func result(_ name: String) -> RouteOutcome? { results.first { $0.key.name == name } }

    /// What stands in the way of a route; nil where nothing on the cluster does.
    func refusal(_ name: String) -> ApplyingError? {
        if case .refused(let error) = result(name)?.failure { error } else { nil }
    }

    /// The code of a route's failure; nil when it did not fail.
    func code(_ name: String) -> String? {
        switch result(name)?.failure {
        case .server(let error), .unsettled(let error, _): error.code.rawValue
        case .refused(let error): error.code.rawValue
        case .notSent: "interrupted"
        case nil: nil
        }
    }
}

/// A manifest of one route with whatever else belongs to its metadata and spec.
func document(
    _ name: String, labels: String = "{}", spec: String = "parentRefs: [{name: gateway}]", port: Int = 5432
)
    -> String
{
    """
    apiVersion: kubernetes.openmcf.org/v1
    kind: KubernetesTcpRoute
    metadata: {name: \(name), labels: \(labels)}
    spec:
      namespace: db
      \(spec)
      rules: [{backendRefs: [{name: pg, port: \(port)}]}]
    ---

    """
}
