package import GatewayAPI
package import KubernetesClient
package import Routing
internal import Values

/// Waits until routes are as they should be, or it is certain that they will not be.
package struct RouteWait: Sendable {
    /// What is waited for, and how long.
    package struct Options: Sendable {
        /// What each route is to reach.
        package var goal = Goal.ready
        /// How long it is waited for.
        package var limits = WaitMachine.Limits()
        /// Whether each backend that gets connections needs an endpoint that is ready.
        package var needsEndpoints = true
        /// Requests in flight at a time, for the first look.
        package var parallelism = 16
        /// Is told how it stands whenever that changes.
        package var onChange: @Sendable ([RouteVerdict]) -> Void = { _ in }

        package init() {}
    }

    private let client: KubernetesClient
    private let routes: ServedRoutes
    private let options: Options

    package init(_ client: KubernetesClient, _ routes: ServedRoutes, _ options: Options) {
        (self.client, self.routes, self.options) = (client, routes, options)
    }

    /// What waiting, or one look, came to.
    package struct Outcome: Sendable {
        /// How it ended with each route, in the order in which they were given; empty after a single look.
        package let results: [WaitMachine.Result]
        /// What is known of the cluster.
        package let routing: Routing
        /// What could not be read, one clause each.
        package let gaps: [String]
    }

    /// Reads the routes and what they meet in the cluster once, and judges them.
    package func look(at keys: [ObjectKey]) async throws(KubernetesError) -> (verdicts: [RouteVerdict], Outcome) {
        let survey = try await survey(keys)
        let judge = judge(survey.input)
        let verdicts = keys.compactMap(judge.verdict)
        return (verdicts, Outcome(results: [], routing: judge.routing, gaps: survey.gaps.clauses))
    }

    /// Waits for routes, each of which has to stay the object that it is.
    ///
    /// - Throws: `KubernetesError` when nobody may ask the cluster anything any more, and when the task is cancelled.
    package func run(_ awaited: [(key: ObjectKey, uid: String?)]) async throws -> Outcome {
        let clock = ContinuousClock()
        let start = clock.now
        let survey = try await survey(awaited.map(\.key))
        var input = survey.input
        var machine = WaitMachine(awaited, options.limits)
        var isDirty = true
        var lost: Set<Int> = []
        var reading: Set<ObjectKey> = []
        var known: [RouteVerdict] = []
        return try await ClusterFollower(client: client, survey: survey).follow { events, read in
            for await event in events {
                let now = clock.now - start
                isDirty = input.apply(event) || isDirty
                switch event {
                case .failed(let error): throw error
                case .connected(let feed, let isConnected):
                    if isConnected { lost.remove(feed) } else { lost.insert(feed) }
                    machine.setConnected(lost.isEmpty, at: now)
                case .removed(.routes, let key): machine.remove(key)
                case .read(let key, let object):
                    reading.remove(key)
                    guard object != nil else {
                        machine.remove(key)
                        continue
                    }
                    if let verdict = judge(input).verdict(on: key) { machine.observe(verdict, at: now, isFresh: true) }
                case .tick:
                    if isDirty {
                        isDirty = false
                        known = tell(judge(input), awaited, &machine, now, known)
                    }
                    for key in machine.advance(to: now) where reading.insert(key).inserted { read(key) }
                    if machine.isOver(at: now) { return outcome(machine, input, survey) }
                default: break
                }
            }
            throw CancellationError()
        }
    }

    /// Follows routes and tells how they stand whenever that changes, until the task is cancelled.
    package func follow(_ keys: [ObjectKey], _ onChange: ([RouteVerdict], Routing) -> Void) async throws {
        let survey = try await survey(keys)
        var input = survey.input
        var isDirty = true
        var known: [RouteVerdict]?
        try await ClusterFollower(client: client, survey: survey).follow { events, _ in
            for await event in events {
                isDirty = input.apply(event) || isDirty
                if case .failed(let error) = event { throw error }
                guard case .tick = event, isDirty else { continue }
                isDirty = false
                let judge = judge(input)
                let verdicts = keys.compactMap(judge.verdict)
                if verdicts != known { onChange(verdicts, judge.routing) }
                known = verdicts
            }
        }
    }

    private func survey(_ keys: [ObjectKey]) async throws(KubernetesError) -> ClusterSurvey {
        var survey = ClusterSurvey(client, routes, parallelism: options.parallelism)
        try await survey.readAttachments(of: keys, parents: [])
        try await survey.readRoutes(keys)
        let views = keys.compactMap { survey.input.routes.objects[$0] }
        try await survey.readParents(of: views)
        try await survey.readBackends(of: views)
        return survey
    }

    private func judge(_ input: RoutingInput) -> RouteJudge {
        RouteJudge(Routing(input), goal: options.goal, needsEndpoints: options.needsEndpoints)
    }

    private func tell(
        _ judge: RouteJudge, _ awaited: [(key: ObjectKey, uid: String?)], _ machine: inout WaitMachine,
        _ now: Duration, _ known: [RouteVerdict]
    ) -> [RouteVerdict] {
        let verdicts = awaited.compactMap { judge.verdict(on: $0.key) }
        for verdict in verdicts { machine.observe(verdict, at: now) }
        // One that a list no longer has is not there any more.
        if verdicts.count < awaited.count {
            let seen = Set(verdicts.map(\.key))
            for (key, _) in awaited where !seen.contains(key) { machine.remove(key) }
        }
        if verdicts != known { options.onChange(verdicts) }
        return verdicts
    }

    private func outcome(_ machine: WaitMachine, _ input: RoutingInput, _ survey: ClusterSurvey) -> Outcome {
        Outcome(results: machine.results, routing: Routing(input), gaps: survey.gaps.clauses)
    }
}
