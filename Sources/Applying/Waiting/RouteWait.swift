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
        /// Whether no route that is asked about can have been overlooked.
        package let isComplete: Bool

        init(_ keys: [ObjectKey], _ judge: RouteJudge, gaps: [String], isComplete: Bool) {
            self.isComplete = isComplete
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
        return look(keys, survey.input, survey)
    }

    private func look(_ keys: [ObjectKey]?, _ input: RoutingInput, _ survey: ClusterSurvey) -> Look {
        Look(
            keys ?? input.everyRoute, judge(input), gaps: survey.gaps.clauses,
            isComplete: keys != nil || input.routes.isComplete)
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
        var progress = WaitProgress(awaited, survey.input, options)
        return try await ClusterFollower(client: client, survey: survey).follow { events, look in
            for await event in events {
                try progress.note(event, at: clock.now - start)
                guard case .tick = event else { continue }
                let unconfirmed = progress.advance { clock.now - start }
                if !unconfirmed.isEmpty { look(unconfirmed) }
                if progress.machine.isOver(at: clock.now - start) { break }
            }
            return Outcome(progress.machine.results, Routing(progress.input), gaps: survey.gaps.clauses)
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
        var pace = Pace()
        let clock = ContinuousClock()
        let start = clock.now
        try await ClusterFollower(client: client, survey: survey).follow { events, _ in
            for await event in events {
                isDirty = input.apply(event) || isDirty
                if case .failed(let error) = event { throw error }
                let now = clock.now - start
                guard case .tick = event, isDirty, pace.isDue(now) else { continue }
                isDirty = false
                let look = look(keys, input, survey)
                if look.standings != known?.standings || look.missing != known?.missing { onChange(look) }
                known = look
                pace.note(now, clock.now - start)
            }
        }
    }

    private func survey(_ keys: [ObjectKey]?) async throws(KubernetesError) -> ClusterSurvey {
        var survey = ClusterSurvey(client, routes, parallelism: options.parallelism, takesSandboxAsItIs: true)
        let wanted = try await survey.readRoutes(in: keys.map { .named($0) } ?? .all(namespace: nil))
        try await survey.readBackends(of: survey.views(wanted))
        return survey
    }

    private func judge(_ input: RoutingInput) -> RouteJudge {
        RouteJudge(Routing(input), goal: options.goal, needsEndpoints: options.needsEndpoints)
    }
}

extension RoutingInput {
    /// All routes that are known, by their names.
    fileprivate var everyRoute: [ObjectKey] { routes.objects.keys.sorted() }
}
