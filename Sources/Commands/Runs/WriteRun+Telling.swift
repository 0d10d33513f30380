internal import Applying
internal import Diagnostics
internal import KubernetesClient
internal import Manifests
internal import Planning
internal import State
internal import Values

/// What a run says: the plan, its question, each result, and what it came to.
extension WriteRun {
    /// Shows the plan to a person; who wants nothing but results is still warned.
    func show(_ plan: Plan) {
        context.detailOwnership(of: plan)
        if settings.asJSON || context.quiet {
            for warning in plan.warnings { context.warn(warning) }
        } else {
            let text = PlanText(style: context.errorStyle)
            context.inform(plan.tellsSomething ? text.text(plan) : text.heading(plan))
        }
    }

    /// Asks a person, unless that was done or there is nothing to ask about.
    func approve(_ plan: Plan) async throws {
        guard plan.changes.contains(where: plan.isSent), !settings.isApproved else { return }
        if context.isInputTerminal, context.isErrorTerminal, !settings.asJSON {
            guard try await context.confirm(question(plan)) else {
                throw Failure(.declined, "nothing was changed: the plan was not approved")
            }
            return
        }
        let deletions = plan.count(.delete)
        guard deletions == 0 else {
            let flag = settings.verb == .destroy ? "--destroy" : "--prune"
            throw Failure.usage(
                "\(English.count(deletions, "route")) would be deleted, which needs a terminal to ask on, or --yes",
                help: settings.isOfSavedPlan
                    ? "look at the saved plan, which is told without --quiet, then add --yes"
                    : "look at the plan with 'openmcf plan \(flag)', then add --yes")
        }
    }

    /// Names the cluster once more: whoever answers has to know what is about to change.
    private func question(_ plan: Plan) -> String {
        let cluster = plan.cluster.map { printable("\($0)") } ?? "the cluster"
        return settings.verb == .destroy ? "Delete these routes from \(cluster)?" : "Apply this plan to \(cluster)?"
    }

    /// How the plan is carried out, as the flags say.
    func applierOptions(for plan: Plan) -> ApplierOptions {
        var options = ApplierOptions()
        options.parallelism = inputs.cluster.parallelism
        options.isInterrupted = { [interruption = context.interruption] in interruption.reason != nil }
        options.onResult = tellingResults(of: plan)
        return options
    }

    /// Tells each result as it becomes known, and counts it.
    private func tellingResults(of plan: Plan) -> @Sendable (RouteOutcome) -> Void {
        let context = context
        let told = Set(plan.skippedDeletions.filter(\.isLeftAlone).map(\.key))
        let tellsProgress = !settings.asJSON && !context.quiet
        return { result in
            defer { context.stepProgress() }
            switch result.action {
            case .unchanged, .failed: break
            case .created, .updated, .deleted, .gone:
                if tellsProgress { context.report("\(result.action) \(result.reference)\n") }
            case .terminating: if let message = result.message { context.warn(message) }
            case .leftAlone:
                if let message = result.message, !told.contains(result.key) { context.warn(message) }
                if tellsProgress {
                    context.report("forgotten \(result.reference): the state no longer has it\n")
                }
            }
        }
    }

    /// Tells what the run came to, and waits for the routes where that was asked for.
    func finish(_ done: Done, _ client: KubernetesClient) async -> ExitStatus {
        let outcome = done.outcome
        var report = ApplyReport(outcome: outcome, plan: done.plan)
        report.ending = Failure(
            context.interruption.reason, outcome, journal: store.journalPath, hasWaited: settings.waitsForDeletions,
            isOfSavedPlan: settings.isOfSavedPlan
        ).map { ending in
            var ending = ending
            ending.help = ending.help.map(context.invocation.completing)
            return ending
        }
        report.held = Failure(heldIn: outcome, canWait: settings.verb == .destroy)
        if !settings.asJSON {
            context.report(report.failures(done.routes, context))
            context.print(report.text(verb: settings.verb.rawValue, style: context.outputStyle))
        }
        report.waiting = await waitForRoutes(done, client)
        report.warnings = done.plan.warnings + context.serverWarnings.texts
        if settings.asJSON { context.print(JSONWriter.document(report.value)) }
        if let ending = report.ending ?? unsettled(outcome) { FailureReport.print(ending, document: nil, context) }
        if var ending = report.waiting?.ending {
            ending.help = ending.help.map(context.invocation.completing)
            FailureReport.print(ending, document: nil, context)
        }
        if (report.ending ?? report.waiting?.ending) == nil, let held = report.held {
            FailureReport.print(held, document: nil, context)
        }
        return report.status
    }

    private func waitForRoutes(_ done: Done, _ client: KubernetesClient) async -> WaitReport? {
        guard let waiting = settings.waiting else { return nil }
        if done.outcome.unsettledJournal == nil { context.interruption.noteSaved() }
        // A write that failed is told already, and waiting makes it no better.
        let awaited = done.outcome.results.filter { $0.outputs != nil }.map { (key: $0.objectKey, uid: $0.uid) }
        let report = await RouteWaiting(context: context, options: waiting, isSilent: settings.asJSON)
            .run(client, done.served, awaited)
        guard let outcome = report.outcome else { return report }
        for note in RouteWait.notes(outcome.gaps) { context.warn(note) }
        guard !settings.asJSON else { return report }
        let diagnostics = report.diagnostics(done.routes)
        if !outcome.standings.isEmpty {
            let table = StatusTable(style: context.outputStyle, hasAdvice: diagnostics.isEmpty)
            context.print("\n" + table.lines(outcome.standings).joined(separator: "\n") + "\n")
        }
        context.tell(diagnostics)
        return report
    }

    /// What is to be known where writes were neither answered nor could be looked up; nil where there are none.
    private func unsettled(_ outcome: ApplyOutcome) -> Failure? {
        guard let journal = outcome.unsettledJournal else { return nil }
        let count = outcome.results.count(where: \.isUnsettled)
        return Failure(
            .unsettled,
            "it is not known what became of \(English.count(count, "write")), so the state was not saved",
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
    var stepCount: Int {
        skippedDeletions.count + changes.count(where: isSent)
    }
}

extension CommandContext {
    /// Says of which routes the server no longer knows who set what.
    func detailOwnership(of plan: Plan) {
        for change in plan.changes where change.preparedManagedFields != nil {
            let words =
                change.foreignOwner == nil
                ? "the server has lost what openmcf applied (metadata.managedFields); the state says it instead"
                : "what the manifest sets is taken over from kubectl apply (metadata.managedFields)"
            detail("\(change.key): \(words)")
        }
    }
}
