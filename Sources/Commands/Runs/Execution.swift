internal import Applying
internal import Diagnostics
internal import GatewayAPI
internal import KubernetesClient
internal import Manifests
internal import Planning
internal import State
internal import Values

/// The second half of apply and destroy: lock, settle, plan, ask, write, wait, report.
struct Execution: Sendable {
    let context: CommandContext
    let options: ApplierOptions
    let isApproved: Bool
    let asJSON: Bool
    let lockTimeout: Duration
    let verb: String
    /// Whether the plan is one that was saved earlier.
    var isOfSavedPlan = false
    /// Whether the run ends when the routes that are being deleted are gone.
    var waitsForDeletions = false

    /// Runs with the state locked from before the plan is made until after it is carried out.
    func run(
        _ client: KubernetesClient, _ session: StackSession, lineage: String?, _ api: RouteAPI,
        _ makePlan: @Sendable (Stack) async throws -> (Plan, [RouteManifest])
    ) async throws -> ExitStatus {
        try await asFailure {
            let lock = try await session.store.lock(command: session.command, timeout: lockTimeout)
            try await settle(client, session, lock, startsAnew: lineage != nil)
            let snapshot = try session.snapshot(lineage: lineage)
            let stack = try await session.open(client, snapshot, api)
            let (plan, routes) = try await makePlan(stack)
            let interruption = context.interruption
            var applierOptions = reporting(plan)
            applierOptions.isInterrupted = { interruption.reason != nil }
            let applier = Applier(stack, applierOptions)
            show(plan)
            context.serverWarnings.markTold(plan.warnings)
            try checkOwnership(of: plan, applier, LostState.warnings(plan, snapshot, session.store))
            try await approve(plan)
            var outcome = try await interruption.whileWriting {
                try await stack.createNamespaces(of: plan)
                if !asJSON { plan.namespaces.forEach { context.inform("created Namespace \($0.name)") } }
                context.beginProgress(plan.stepCount, of: "routes")
                defer { context.endProgress() }
                do throws(StateError) {
                    return try await applier.apply(plan, lock: lock, command: session.command)
                } catch {
                    throw unsaved(error, stack.snapshot, session.store)
                }
            }
            do throws(StateError) {
                outcome = try await wait(outcome, applier, lock)
            } catch {
                throw Failure(error)
            }
            return report(outcome, of: plan, routes, session.store)
        }
    }

    /// What stands in the way may be this stack's own, when its state was lost.
    private func checkOwnership(of plan: Plan, _ applier: Applier, _ lost: [String]) throws(ApplyingError) {
        do {
            try applier.checkOwnership(of: plan)
            for warning in lost { context.warn(warning) }
        } catch {
            guard error.code == .notOwned, !lost.isEmpty else { throw error }
            let help = (lost + [error.help].compactMap { $0 }).joined(separator: "\n")
            throw ApplyingError(error.code, error.message, help: help)
        }
    }

    /// Shows the plan to a person; who wants nothing but results is still warned.
    private func show(_ plan: Plan) {
        context.detailOwnership(of: plan)
        if asJSON || context.quiet {
            for warning in plan.warnings { context.warn(warning) }
        } else {
            let text = PlanText(style: context.errorStyle)
            context.inform(plan.tellsSomething ? text.text(plan) : text.heading(plan))
        }
    }

    /// What an interrupted run left open is looked up and put into the state, before anything new begins.
    private func settle(
        _ client: KubernetesClient, _ session: StackSession, _ lock: borrowing StateLock, startsAnew: Bool
    ) async throws {
        let snapshot = try session.store.load(startsAnew: startsAnew)
        guard let pending = try session.store.pending(for: snapshot) else { return try lock.clear(after: snapshot) }
        let operation = "The '\(pending.command)' of \(pending.startedAt) was interrupted"
        do {
            let settled = try await Recovery.settle(
                pending, snapshot, client, parallelism: options.parallelism, stateName: session.store.path)
            _ = try lock.settle(pending, saving: settled)
        } catch let error as KubernetesError {
            var failure = Failure(error)
            failure.message =
                "\(operation), and what it came to cannot be looked up: \(error.message)".loweringFirst
            failure.help =
                (error.help.map { "\($0)\n" } ?? "")
                + "'\(session.store.journalPath)' keeps what it sent; the next apply or destroy looks it up first."
            throw failure
        }
        let count = pending.writeCount
        let elsewhere =
            pending.isOfThisState || pending.run == nil ? "" : ", and the state is not the one that it began on"
        context.inform(
            "\(operation)\(elsewhere); its \(Plural.count(count, "write")) \(count == 1 ? "was" : "were") looked up and recorded."
        )
    }

    private func wait(
        _ outcome: ApplyOutcome, _ applier: Applier, _ lock: borrowing StateLock
    ) async throws(StateError) -> ApplyOutcome {
        let waiting = outcome.results.count { $0.action == .terminating }
        guard waitsForDeletions, waiting > 0 else { return outcome }
        context.inform("Waiting for \(Plural.count(waiting, "route")) to be gone.")
        context.beginProgress(waiting, of: "routes gone")
        defer { context.endProgress() }
        return try await applier.waitForDeletions(outcome, lock: lock)
    }

    /// A state that cannot be written after the routes were: the journal keeps what was done.
    private func unsaved(_ error: StateError, _ snapshot: StateSnapshot, _ store: StateStore) -> Failure {
        var failure = Failure(error)
        guard (try? store.pending(for: snapshot)) != nil else { return failure }
        failure.message = "routes were written, but the state was not saved: \(error.message)"
        failure.help =
            "'\(store.journalPath)' keeps what was done, and the next run records it"
            + (error.help.map { ". \($0)" } ?? "")
        return failure
    }

    private func approve(_ plan: Plan) async throws {
        guard plan.hasChanges, !isApproved else { return }
        if context.isInputTerminal, context.isErrorTerminal, !asJSON {
            guard try await context.confirm(question(plan)) else {
                throw Failure(.failure, code: "declined", "nothing was changed: the plan was not approved")
            }
            return
        }
        let deletions = plan.count(.delete)
        guard deletions == 0 else {
            let flag = verb == "Destroy" ? "--destroy" : "--prune"
            throw Failure.usage(
                "\(Plural.count(deletions, "route")) would be deleted, which needs a terminal to ask on, or --yes",
                help: isOfSavedPlan
                    ? "look at the saved plan, which is told without --quiet, then add --yes"
                    : "look at the plan with 'openmcf plan \(flag)', then add --yes")
        }
    }

    /// Names the cluster once more: whoever answers has to know what is about to change.
    private func question(_ plan: Plan) -> String {
        let cluster = plan.cluster.map { printable("\($0)") } ?? "the cluster"
        return verb == "Destroy" ? "Delete these routes from \(cluster)?" : "Apply this plan to \(cluster)?"
    }

    private func reporting(_ plan: Plan) -> ApplierOptions {
        var options = options
        let context = context
        let told = Set(plan.skippedDeletions.filter(\.isLeftAlone).map(\.key))
        let tellsProgress = !asJSON && !context.quiet
        options.onResult = { result in
            defer { context.stepProgress() }
            switch result.action {
            case .unchanged, .failed: break
            case .created, .updated, .deleted, .gone:
                if tellsProgress { context.report("\(result.action) \(result.kind) \(result.key)\n") }
            case .terminating: if let message = result.message { context.warn(message) }
            case .leftAlone:
                if let message = result.message, !told.contains(result.key) { context.warn(message) }
                if tellsProgress {
                    context.report("forgotten \(result.kind) \(result.key): the state no longer has it\n")
                }
            }
        }
        return options
    }

    private func report(
        _ outcome: ApplyOutcome, of plan: Plan, _ routes: [RouteManifest], _ store: StateStore
    ) -> ExitStatus {
        var report = ApplyReport(outcome: outcome, plan: plan)
        report.warnings = plan.warnings + context.serverWarnings.texts
        report.ending = Failure(
            context.interruption.reason, outcome, journal: store.journalPath, hasWaited: waitsForDeletions)
        if asJSON {
            context.print(JSONWriter.text(report.value, .indented) + "\n")
        } else {
            context.report(report.failures(routes, context))
            context.print(report.text(verb: verb, style: context.outputStyle))
        }
        if let ending = report.ending ?? unsettled(outcome) { FailureReport.print(ending, document: nil, context) }
        return report.status
    }

    /// What is to be known where writes were neither answered nor could be looked up; nil where there are none.
    private func unsettled(_ outcome: ApplyOutcome) -> Failure? {
        guard let journal = outcome.unsettledJournal else { return nil }
        let count = outcome.results.count(where: \.isUnsettled)
        return Failure(
            .failure, code: "unsettled",
            "it is not known what became of \(Plural.count(count, "write")), so the state was not saved",
            help: "'\(journal)' keeps what was done; the next apply or destroy looks the rest up first, and then saves "
                + "the state")
    }
}

extension Plan {
    /// Whether there is anything in it that a person is to read before it is carried out.
    fileprivate var tellsSomething: Bool {
        hasChanges || !drift.isEmpty || !skippedDeletions.isEmpty || !orphans.isEmpty || !warnings.isEmpty
    }

    /// Routes that something becomes of when it is carried out.
    fileprivate var stepCount: Int {
        skippedDeletions.count + changes.count { $0.action != .unchanged && $0.deletion == nil }
    }
}

extension CommandContext {
    /// Says of which routes the server no longer knows who set what.
    func detailOwnership(of plan: Plan) {
        for change in plan.changes where change.restoredManagedFields != nil {
            detail(
                "\(change.key): the server has lost what openmcf applied (metadata.managedFields); the state says it instead"
            )
        }
    }
}

extension String {
    /// The text beginning in lower case, as messages behind `error:` do.
    fileprivate var loweringFirst: String { prefix(1).lowercased() + dropFirst() }
}
