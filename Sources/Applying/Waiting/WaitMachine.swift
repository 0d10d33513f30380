package import GatewayAPI
package import Routing

/// Decides when waiting for routes is over: a pure value, which is told what is seen and what time it is.
///
/// A verdict counts when it has held for a while, a fresh look agrees, and nothing was missed meanwhile.
package struct WaitMachine: Sendable {
    /// The times that decide when a verdict counts and when waiting is over.
    package struct Limits: Sendable {
        /// How long a verdict has to hold.
        package var stable = Duration.seconds(2)
        /// When it is over in any case; nil for never.
        package var timeout: Duration?
        /// How long the others may still take once one cannot become ready.
        package var lastLook = Duration.seconds(10)

        package init() {}
    }

    /// How waiting for a route ended.
    package enum End: Sendable, Equatable {
        case ready
        /// It cannot become ready as it is.
        case rejected
        /// Somebody deleted it, or made another one of that name.
        case gone
    }

    /// How waiting for one route ended, or stands.
    package struct Result: Sendable {
        /// The route that was waited for.
        package let key: ObjectKey
        /// nil while it is not decided.
        package let end: End?
        /// The last that was seen; nil where it never was.
        package let verdict: RouteVerdict?
        /// Whether what is said of it kept changing.
        package let isFlapping: Bool
    }

    private struct Parent {
        var verdict: ParentVerdict
        var since: Duration
    }

    private struct Route {
        let uid: String?
        var verdict: RouteVerdict?
        var parents: [ParentIdentity: Parent] = [:]
        /// When a fresh look last agreed with what is known.
        var confirmed: Duration?
        var changes = 0
        var end: End?
    }

    /// Parents are the same as long as the reference is.
    private struct ParentIdentity: Hashable {
        let index: Int?
        let reference: ParentReference
    }

    /// More changes than these, and what is said cannot be relied on.
    private static let flapLimit = 3

    private let limits: Limits
    private var routes: [ObjectKey: Route] = [:]
    private var order: [ObjectKey] = []
    private var isConnected = true
    private var connectedSince = Duration.zero
    private var firstRejection: Duration?

    /// - Parameter routes: those that are waited for, with the UID that each must keep.
    package init(_ routes: [(key: ObjectKey, uid: String?)], _ limits: Limits) {
        self.limits = limits
        for (key, uid) in routes where self.routes[key] == nil {
            self.routes[key] = Route(uid: uid)
            order.append(key)
        }
    }

    // MARK: What is seen

    /// Notes how a route stands.
    ///
    /// - Parameter isFresh: whether it was just read, rather than told by a watch.
    package mutating func observe(_ verdict: RouteVerdict, at now: Duration, isFresh: Bool = false) {
        guard var route = routes[verdict.key], route.end == nil else { return }
        if let uid = route.uid, let seen = verdict.uid, uid != seen { return remove(verdict.key) }
        var parents: [ParentIdentity: Parent] = [:]
        var hasChanged = route.verdict.map { $0.generation != verdict.generation } ?? false
        for parent in verdict.parents where parent.verdict != .orphaned {
            let identity = ParentIdentity(index: parent.index, reference: parent.reference)
            let known = route.parents[identity]
            let isSame =
                known.map { $0.verdict.isSame(as: parent) } ?? false
                && route.verdict?.generation == verdict.generation
            if known != nil, !isSame { hasChanged = true }
            parents[identity] = Parent(verdict: parent, since: isSame ? known?.since ?? now : now)
        }
        if hasChanged {
            route.changes += 1
            route.confirmed = nil
        }
        route.parents = parents
        route.verdict = verdict
        if isFresh { route.confirmed = now }
        routes[verdict.key] = route
    }

    /// Notes that a route is not there any more.
    package mutating func remove(_ key: ObjectKey) {
        guard routes[key]?.end == nil else { return }
        routes[key]?.end = .gone
    }

    /// Notes whether changes are seen as they happen.
    package mutating func setConnected(_ isConnected: Bool, at now: Duration) {
        if isConnected, !self.isConnected { connectedSince = now }
        self.isConnected = isConnected
    }

    // MARK: What follows

    /// Decides what can be decided, and returns the routes that have to be looked at afresh before they can be.
    package mutating func advance(to now: Duration) -> [ObjectKey] {
        guard isConnected else { return [] }
        var unconfirmed: [ObjectKey] = []
        for key in order {
            guard let route = routes[key], route.end == nil, !route.parents.isEmpty else { continue }
            if route.parents.values.contains(where: { $0.verdict.isSettled && $0.verdict.verdict.isTerminal }) {
                reject(key, at: now)
                continue
            }
            let settled = route.parents.values.filter { now - max($0.since, connectedSince) >= limits.stable }
            let isRejected = settled.contains { $0.verdict.verdict.isTerminal }
            let isReady = settled.count == route.parents.count && settled.allSatisfy { $0.verdict.verdict == .ready }
            guard isRejected || isReady else { continue }
            let settledAt = settled.map { max($0.since, connectedSince) + limits.stable }.max() ?? now
            guard let confirmed = route.confirmed, confirmed >= settledAt else {
                unconfirmed.append(key)
                continue
            }
            if isRejected { reject(key, at: now) } else { routes[key]?.end = .ready }
        }
        return unconfirmed
    }

    private mutating func reject(_ key: ObjectKey, at now: Duration) {
        routes[key]?.end = .rejected
        if firstRejection == nil { firstRejection = now }
    }

    /// Whether there is nothing more to wait for.
    package func isOver(at now: Duration) -> Bool {
        if routes.values.allSatisfy({ $0.end != nil }) { return true }
        if let firstRejection, now - firstRejection >= limits.lastLook { return true }
        return limits.timeout.map { now >= $0 } ?? false
    }

    /// The next time at which something may be decided without an event; nil where only events can decide anything.
    package func next(after now: Duration) -> Duration? {
        var times: [Duration] = []
        if let timeout = limits.timeout { times.append(timeout) }
        if let firstRejection { times.append(firstRejection + limits.lastLook) }
        for route in routes.values where route.end == nil {
            times += route.parents.values.map { max($0.since, connectedSince) + limits.stable }
        }
        return times.filter { $0 > now }.min()
    }

    /// How it stands with each route, in the order in which they were given.
    package var results: [Result] {
        order.compactMap { key in
            routes[key].map {
                Result(key: key, end: $0.end, verdict: $0.verdict, isFlapping: $0.changes > Self.flapLimit)
            }
        }
    }
}
