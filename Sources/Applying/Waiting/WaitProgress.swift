internal import GatewayAPI
internal import KubernetesClient
internal import Routing

/// What is known while routes are waited for, and what that comes to.
struct WaitProgress {
    private let awaited: [ObjectKey]
    private let options: RouteWait.Options
    private(set) var input: RoutingInput
    private(set) var machine: WaitMachine
    private var isDirty = true
    /// The feeds that see no changes at the moment.
    private var lost: Set<Int> = []
    /// Routes that are being looked at afresh, and those that were since everything was last judged.
    private var reading: Set<ObjectKey> = []
    private var fresh: Set<ObjectKey> = []
    private var known: [RouteVerdict] = []
    private var pace = Pace()

    init(_ awaited: [(key: ObjectKey, uid: String?)], _ input: RoutingInput, _ options: RouteWait.Options) {
        self.awaited = awaited.map(\.key)
        self.input = input
        self.options = options
        machine = WaitMachine(awaited, options.limits)
    }

    /// Notes what a feed tells.
    ///
    /// - Throws: when it tells that nobody may ask the cluster anything any more.
    mutating func note(_ event: FeedEvent, at now: Duration) throws {
        isDirty = input.apply(event) || isDirty
        switch event {
        case .failed(let error): throw error
        case .connected(let feed, let isConnected):
            if isConnected { lost.remove(feed) } else { lost.insert(feed) }
            machine.setConnected(lost.isEmpty, at: now)
        case .removed(.routes, let key): machine.remove(key)
        case .looked(let keys, let views):
            reading.subtract(keys)
            for key in Set(keys).subtracting(views.map(\.key)) { machine.remove(key) }
            // One that is known in a later version was not looked at afresh.
            for view in views where !(input.routes.objects[view.key]?.isLater(than: view) ?? false) {
                fresh.insert(view.key)
            }
        case .unread(let keys): reading.subtract(keys)
        default: break
        }
    }

    /// Judges what has changed, and decides what can be decided.
    ///
    /// - Returns: the routes that have to be looked at afresh.
    mutating func advance(_ now: () -> Duration) -> [ObjectKey] {
        let start = now()
        if isDirty, pace.isDue(start) {
            isDirty = false
            judge(at: start)
            pace.note(start, now())
        }
        return machine.advance(to: start).filter { reading.insert($0).inserted }
    }

    private mutating func judge(at now: Duration) {
        let judge = RouteJudge(Routing(input), goal: options.goal, needsEndpoints: options.needsEndpoints)
        var verdicts: [RouteVerdict] = []
        verdicts.reserveCapacity(awaited.count)
        for key in awaited {
            // One that a list no longer has is not there any more.
            guard let verdict = judge.verdict(on: key) else {
                machine.remove(key)
                continue
            }
            machine.observe(verdict, at: now, isFresh: fresh.contains(key))
            verdicts.append(verdict)
        }
        fresh.removeAll(keepingCapacity: true)
        if verdicts != known { options.onChange(verdicts) }
        known = verdicts
    }
}
