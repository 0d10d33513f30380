internal import DataPlane
internal import GatewayAPI
internal import NIOCore
internal import Routing
internal import Values

/// The controller of the sandbox's Gateways: reads what is in the store, lets `Routing` say what it comes to, and brings
/// that to the data plane and into the statuses, again after each change.
actor GatewayController {
    /// What classes name it by.
    static let name = "openmcf.org/gateway-controller"

    private static let retryPause = Duration.seconds(1)
    /// So many times as long as a round took, changes that come one after the other are taken together.
    private static let rest = 4
    private static let longestPause = Duration.seconds(1)
    /// How long connections may go on when the sandbox ends.
    private static let grace = Duration.milliseconds(500)

    private let store: Store
    private let options: SandboxOptions
    private var settings: GatewayOptions { options.gateways }
    private let writer: StatusWriter
    private let slices: ShownSliceWriter
    private let plane: DataPlane
    private let demo: DemoServices?

    private var objects: RoutedObjects
    private var standIns: StandIns
    /// What was computed last, and what the data plane was told.
    private var routing = Routing(RoutingInput())
    private var tables = ForwardingTables()
    private var failures: [ListenAddress: BindFailure] = [:]
    /// The UIDs of Gateways whose statuses say what was said here.
    private var claimed: Set<String> = []
    /// The version of the store up to which everything is seen to.
    private var handledVersion = 0
    /// Versions that are of this controller's own writing.
    private var ownVersions: Set<Int> = []
    private var toldProblems: Set<String> = []

    init(_ store: Store, _ options: SandboxOptions) {
        self.store = store
        self.options = options
        let settings = options.gateways
        writer = StatusWriter(store: store, options: options)
        slices = ShownSliceWriter(store: store, options: options)
        var limits = DataPlaneLimits()
        limits.connections = settings.maximumConnections
        limits.listeners = settings.maximumListeners
        plane = DataPlane(limits: limits, threads: System.coreCount)
        demo = settings.isDemo ? DemoServices(store: store, options: options) : nil
        objects = RoutedObjects(settings)
        standIns = StandIns(settings.backends)
    }

    /// Runs a body once everything that is in the store is seen to, and goes on with that until the body ends.
    ///
    /// - Throws: `SandboxError` when the address of the Gateways is none of this machine's, and what the body throws.
    nonisolated func running(_ body: () async throws -> Void) async throws {
        try await checkAddress()
        let outcome: Result<Void, any Error> = await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.run() }
            await settle()
            defer { group.cancelAll() }
            do { return .success(try await body()) } catch { return .failure(error) }
        }
        await stop()
        try outcome.get()
    }

    /// Makes sure that listeners can be on the address at all.
    private func checkAddress() async throws(SandboxError) {
        let failures = await plane.apply([ListenAddress(host: settings.address, port: 0): ForwardingTable()])
        _ = await plane.apply([:])
        if let failure = failures.values.first {
            throw .gatewayAddress(settings.address, reason: failure.text)
        }
    }

    /// Follows the store until it is closed or the task is cancelled.
    private func run() async {
        guard var version = await readAll() else { return }
        await reconcile()
        while !Task.isCancelled {
            handledVersion = version
            switch await changes(after: version) {
            case .events(let events, let upTo):
                version = upTo
                if take(events) { await reconcile() }
            case .none: await tryPortsAgain()
            case .tooOld:
                guard let latest = await readAll() else { return }
                version = latest
                await reconcile()
            case .closed: return
            }
        }
    }

    /// Waits until everything that is in the store is seen to, for at most some seconds.
    private func settle() async {
        let deadline = ContinuousClock.now + .seconds(10)
        while ContinuousClock.now < deadline, handledVersion < store.version {
            try? await Task.sleep(for: .milliseconds(2))
        }
    }

    /// Ends all listeners, and says so in the statuses; to be called once `run` has ended.
    private func stop() async {
        await plane.shutDown(grace: Self.grace)
        await demo?.stop()
        await StatusReset(store: store, options: options).run()
    }

    /// What connections came to, as Prometheus reads it.
    func metrics() async -> String { MetricsText(await plane.counters(), tables.listeners).text }
}

// MARK: - Following the store

extension GatewayController {
    /// Reads everything anew.
    ///
    /// - Returns: the version of it; nil where nothing can be read.
    private func readAll() async -> Int? {
        guard let found = try? await RoutedObjects.read(from: store, settings) else { return nil }
        objects = found.objects
        return found.version
    }

    /// The changes after a version; nil when it is time to try again what failed.
    private func changes(after version: Int) async -> Store.Changes? {
        let store = store
        guard !failures.isEmpty else { return await store.changes(after: version, of: RoutedObjects.collections) }
        return await withTaskGroup(of: Store.Changes?.self) { group in
            group.addTask { await store.changes(after: version, of: RoutedObjects.collections) }
            group.addTask {
                try? await Task.sleep(for: Self.retryPause)
                return nil
            }
            defer { group.cancelAll() }
            return await group.next() ?? nil
        }
    }

    /// Takes changes in; false where they are all of the controller's own making.
    private func take(_ events: [StoreEvent]) -> Bool {
        var isNew = false
        for event in events {
            if event.kind == .deleted { objects.remove(event.object.key) } else { objects.put(event.object) }
            if ownVersions.remove(event.resourceVersion) == nil { isNew = true }
        }
        return isNew
    }
}

// MARK: - Bringing it about

extension GatewayController {
    private func reconcile() async {
        let start = ContinuousClock.now
        if let demo { standIns.demo = await demo.provide(for: objects) }
        let (input, shown) = standIns.input(objects)
        ownVersions.formUnion(await slices.write(shown, over: objects.shownSlices))
        let intended = Routing(input)
        tables = ForwardingTables(intended, on: settings.address, objects.services)
        failures = await plane.apply(tables.tables)
        routing = failures.isEmpty ? intended : Routing(input.with(failures, intended))
        await writeStatuses()
        tellProblems()
        try? await Task.sleep(for: min((ContinuousClock.now - start) * Self.rest, Self.longestPause))
    }

    private func tryPortsAgain() async {
        if await plane.apply(tables.tables) != failures { await reconcile() }
    }

    private func writeStatuses() async {
        ownVersions.formUnion(await writer.write(routing, over: objects.statuses))
        // A class may be deleted, or a Gateway given another.
        let lost = routing.gateways.filter { $0.controller != .own && claimed.contains($0.view.uid ?? "") }
        let abandoned = await writer.abandon(lost.map(\.view))
        ownVersions.formUnion(abandoned.versions)
        let own = routing.gateways.filter { $0.controller == .own }
        claimed = Set((own + lost).compactMap(\.view.uid)).subtracting(abandoned.uids)
    }

    /// Tells of each thing that was asked for and does not work, again where it worked in between.
    private func tellProblems() {
        let problems = objects.problems + standIns.problems(objects.input.services) + routing.portProblems
        for problem in problems where !toldProblems.contains(problem) { settings.onProblem(problem) }
        toldProblems = Set(problems)
    }
}

extension RoutingInput {
    /// With what became of opening the ports.
    fileprivate func with(_ failures: [ListenAddress: BindFailure], _ routing: Routing) -> RoutingInput {
        var input = self
        for (address, failure) in failures {
            for gateway in routing.gateways {
                input.ports[PortKey(gateway.view.key, Int64(address.port))] = failure.portState
            }
        }
        return input
    }
}

extension BindFailure {
    var portState: PortState {
        switch self {
        case .inUse: .taken
        case .notPermitted: .privileged
        case .noSuchAddress, .tooMany, .other: .unusable(text)
        }
    }

    /// In words.
    var text: String {
        switch self {
        case .inUse: "something else listens there"
        case .notPermitted: "only privileged processes may"
        case .noSuchAddress: "this machine has no such address"
        case .tooMany(let limit): "no more than \(limit) ports may be open, by the limit of open files (ulimit -n)"
        case .other(let words): words
        }
    }
}
