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

    /// The connections that following takes beside those for requests.
    package static let connections = ClusterFollower.watchLimit

    /// How it ended.
    package struct Outcome: Sendable {
        /// In the order in which the routes were given.
        package let results: [WaitMachine.Result]
        /// How each route stands, as far as it is there.
        package let standings: [RouteStanding]
        /// What could not be read, one clause each.
        package let gaps: [String]

        init(_ results: [WaitMachine.Result], _ routing: Routing, gaps: [String]) {
            (self.results, self.gaps) = (results, gaps)
            standings = results.compactMap { $0.verdict.map(routing.standing) }
        }
    }

    /// How routes stand.
    package struct Look: Sendable {
        /// Of each route that is there.
        package let standings: [RouteStanding]
        /// The routes that are asked about and are not there.
        package let missing: [ObjectKey]
        /// What could not be read, one clause each.
        package let gaps: [String]

        init(_ keys: [ObjectKey], _ judge: RouteJudge, gaps: [String]) {
            let verdicts = keys.map(judge.verdict)
            standings = verdicts.compactMap { $0.map(judge.routing.standing) }
            missing = zip(keys, verdicts).compactMap { $1 == nil ? $0 : nil }
            self.gaps = gaps
        }
    }

    /// Looks once.
    ///
    /// - Parameter keys: the routes that are asked about; nil for all of the cluster.
    package func look(at keys: [ObjectKey]?) async throws(KubernetesError) -> Look {
        let survey = try await survey(keys)
        return Look(keys ?? survey.input.everyRoute, judge(survey.input), gaps: survey.gaps.clauses)
    }

    /// Waits for routes, each of which has to stay the object that it is.
    ///
    /// When the task is cancelled, that is how it ended: with what is known by then.
    ///
    /// - Throws: `KubernetesError` when nobody may ask the cluster anything any more.
    package func run(_ awaited: [(key: ObjectKey, uid: String?)]) async throws -> Outcome {
        do {
            return try await wait(for: awaited)
        } catch let error as KubernetesError where error.code == .cancelled && Task.isCancelled {
            let machine = WaitMachine(awaited, options.limits)
            return Outcome(machine.results, Routing(RoutingInput()), gaps: [])
        }
    }

    private func wait(for awaited: [(key: ObjectKey, uid: String?)]) async throws -> Outcome {
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
            return outcome(machine, input, survey)
        }
    }

    /// Follows routes and tells how they stand, at first and whenever that changes, until the task is cancelled.
    ///
    /// - Parameter keys: the routes that are asked about; nil for all of the cluster.
    /// - Throws: `KubernetesError` when nobody may ask the cluster anything any more.
    package func follow(_ keys: [ObjectKey]?, _ onChange: @Sendable (Look) -> Void) async throws {
        let survey = try await survey(keys)
        var input = survey.input
        var isDirty = true
        var known: Look?
        try await ClusterFollower(client: client, survey: survey).follow { events, _ in
            for await event in events {
                isDirty = input.apply(event) || isDirty
                if case .failed(let error) = event { throw error }
                guard case .tick = event, isDirty else { continue }
                isDirty = false
                let look = Look(keys ?? input.everyRoute, judge(input), gaps: survey.gaps.clauses)
                if look.standings != known?.standings || look.missing != known?.missing { onChange(look) }
                known = look
            }
        }
    }

    private func survey(_ keys: [ObjectKey]?) async throws(KubernetesError) -> ClusterSurvey {
        var survey = ClusterSurvey(client, routes, parallelism: options.parallelism)
        try await survey.readAttachments(of: keys ?? [], parents: [])
        if let keys { try await survey.readRoutes(keys) }
        let views = (keys ?? survey.input.everyRoute).compactMap { survey.input.routes.objects[$0] }
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
        Outcome(machine.results, Routing(input), gaps: survey.gaps.clauses)
    }
}

extension RoutingInput {
    /// All routes that are known, by their names.
    fileprivate var everyRoute: [ObjectKey] { routes.objects.keys.sorted() }
}
