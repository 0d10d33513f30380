internal import Applying
internal import Diagnostics
internal import GatewayAPI
internal import KubernetesClient
internal import Manifests
internal import Nodes
internal import Planning
internal import State

/// The second half of apply and destroy: lock, settle, plan, ask, write, wait, report.
struct Execution: Sendable {
    let context: CommandContext
    let options: ApplierOptions
    let isApproved: Bool
    let asJSON: Bool
    let lockTimeout: Duration
    let verb: String
    /// How long to wait until routes that are being deleted are gone; nil not to wait.
    var deletionTimeout: Duration?

    /// Runs with the state locked from before the plan is made until after it is carried out.
    func run(
        _ client: KubernetesClient, _ session: StackSession, lineage: String?, wanted: GatewayAPITarget.APIVersion?,
        _ makePlan: @Sendable (Stack) async throws -> (Plan, [RouteManifest])
    ) async throws -> ExitStatus {
        try await asFailure {
            let lock = try await session.store.lock(command: session.command, timeout: lockTimeout)
            try await settle(client, session, lock)
            let snapshot = try session.snapshot(lineage: lineage)
            let stack = try await session.open(client, snapshot, wanted: wanted)
            let (plan, routes) = try await makePlan(stack)
            let interruption = Interruption()
            var applierOptions = reporting(plan)
            applierOptions.isInterrupted = { interruption.hasHappened }
            let applier = Applier(stack, applierOptions)
            show(plan)
            try applier.checkOwnership(of: plan)
            try approve(plan)
            try await stack.createNamespaces(of: plan)
            if !asJSON { for namespace in plan.namespaces { context.inform("created Namespace \(namespace.name)") } }
            let outcome = try await interruption.whileTrapped(context) {
                do throws(StateError) {
                    let outcome = try await applier.apply(plan, lock: lock, command: session.command)
                    return try await wait(outcome, applier, lock)
                } catch {
                    throw unsaved(error, stack.snapshot, session.store)
                }
            }
            return report(outcome, routes)
        }
    }

    /// Shows the plan to a person; who wants nothing but results is still warned.
    private func show(_ plan: Plan) {
        context.detailOwnership(of: plan)
        if asJSON || context.quiet {
            for warning in plan.warnings { context.warn(warning) }
        } else if plan.hasChanges || !plan.drift.isEmpty || !plan.warnings.isEmpty || !plan.skippedDeletions.isEmpty {
            context.inform(PlanText(style: context.errorStyle).text(plan))
        }
    }

    /// What an interrupted run left open is looked up and put into the state, before anything new begins.
    private func settle(
        _ client: KubernetesClient, _ session: StackSession, _ lock: borrowing StateLock
    ) async throws {
        let snapshot = try session.store.load()
        guard let pending = try session.store.pending(for: snapshot) else { return }
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
        guard let deletionTimeout, waiting > 0 else { return outcome }
        context.inform("Waiting for \(Plural.count(waiting, "route")) to be gone.")
        return try await applier.waitForDeletions(outcome, until: .now + deletionTimeout, lock: lock)
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

    private func approve(_ plan: Plan) throws(Failure) {
        guard plan.hasChanges, !isApproved else { return }
        if context.isInputTerminal, context.isErrorTerminal, !asJSON {
            guard context.confirm("\(verb) this plan?") else {
                throw Failure(.failure, code: "declined", "nothing was changed: the plan was not approved")
            }
            return
        }
        let deletions = plan.count(.delete)
        guard deletions == 0 else {
            let flag = verb == "Destroy" ? "--destroy" : "--prune"
            throw Failure.usage(
                "\(Plural.count(deletions, "route")) would be deleted, which needs a terminal to ask on, or --yes",
                help: "look at the plan with 'openmcf plan \(flag)', then add --yes")
        }
    }

    private func reporting(_ plan: Plan) -> ApplierOptions {
        var options = options
        let context = context
        let told = Set(plan.skippedDeletions.filter(\.isLeftAlone).map(\.key))
        let tellsProgress = !asJSON && !context.quiet
        options.onResult = { result in
            switch result.action {
            case .unchanged, .failed: break
            case .created, .updated, .deleted, .gone:
                if tellsProgress { context.report("\(result.action) \(result.kind) \(result.key)\n") }
            case .terminating: if let message = result.message { context.warn(message) }
            case .leftAlone:
                if let message = result.message, !told.contains(result.key) { context.warn(message) }
                if tellsProgress { context.report("forgotten \(result.kind) \(result.key): the state no longer has it\n") }
            }
        }
        return options
    }

    private func report(_ outcome: ApplyOutcome, _ routes: [RouteManifest]) -> ExitStatus {
        let report = ApplyReport(outcome: outcome, hasWaited: deletionTimeout != nil)
        if asJSON {
            context.print(JSONWriter.text(report.value, .indented) + "\n")
        } else {
            let manifests = Dictionary(routes.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
            for failure in outcome.results where failure.action == .failed {
                context.report(ApplyReport.text(failure, manifests[failure.key], style: context.errorStyle))
            }
            context.print(report.text(verb: verb, style: context.outputStyle))
        }
        if let journal = outcome.unsettledJournal { context.report(unsettled(outcome, journal)) }
        return report.status
    }

    private func unsettled(_ outcome: ApplyOutcome, _ journal: String) -> String {
        let count = outcome.results.count(where: \.isUnsettled)
        let style = context.errorStyle
        return style(.boldRed, "error")
            + ": it is not known what became of \(Plural.count(count, "write")), so the state was not saved\n  "
            + style(.boldCyan, "help")
            + ": '\(printable(journal))' keeps what was done; the next apply or destroy looks the rest up first, and "
            + "then saves the state.\n"
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
