internal import Applying
internal import GatewayAPI
internal import KubernetesClient
internal import Routing
internal import Values

/// Waits for routes that were applied, and shows how they come along.
struct RouteWaiting: Sendable {
    let context: CommandContext
    let options: RouteWait.Options
    /// Whether nobody reads along.
    let isSilent: Bool

    /// Waits until it is certain how the routes stand, or the run is to end.
    func run(
        _ client: KubernetesClient, _ routes: ServedRoutes, _ awaited: [(key: ObjectKey, uid: String?)]
    ) async -> WaitReport {
        var report = WaitReport(goal: options.goal)
        guard !awaited.isEmpty, context.interruption.reason == nil else { return report }
        if !isSilent {
            let state = options.goal == .ready ? "ready" : "accepted"
            context.inform("Waiting for \(English.count(awaited.count, "route")) to be \(state).")
        }
        defer { context.endProgress() }
        do {
            report.outcome = try await RouteWait(client, routes, following).run(awaited)
        } catch {
            report.failure = Failure(from: error)
        }
        report.reason = context.interruption.reason
        return report
    }

    private var following: RouteWait.Options {
        guard !isSilent, !context.quiet else { return options }
        var options = options
        let lines = VerdictLines()
        options.onChange = { [context] verdicts in
            if context.showsProgress {
                let standings = verdicts.map { RouteStanding(verdict: $0) }
                let table = StatusTable(style: context.errorStyle, hasAdvice: false)
                context.showProgress(table: LiveStatusTable(table, context.errorScreen).lines(standings))
            } else {
                for line in lines.new(verdicts) { context.report(line + "\n") }
            }
        }
        return options
    }
}
