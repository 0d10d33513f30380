internal import Applying
internal import Diagnostics
internal import Planning
internal import State
internal import Values

extension WriteRun {
    /// Brings the state up to what is live, under its lock.
    func refresh() async throws -> ExitStatus {
        let stored = try inputs.look()
        let outlook = try inputs.snapshot(stored)
        let (choice, api) = try (inputs.choice(for: []), inputs.api(outlook))
        inputs.tellOtherGroups(outlook, besides: api)
        return try await inputs.cluster.withClient(choice, readsOnly: true) { client in
            let lock = try await store.lock(command: inputs.cluster.command, timeout: settings.lockTimeout)
            let stack = try await inputs.open(client, try await settledSnapshot(client, lock, stored), api)
            let refresh = try await Refresh(stack)
            if refresh.isNews { _ = try lock.save(refresh.snapshot) }
            report(refresh, stack.cluster)
            return .success
        }
    }

    private func report(_ refresh: Refresh, _ cluster: PlannedCluster) {
        let report = RefreshReport(refresh: refresh, cluster: cluster, warnings: context.serverWarnings.texts)
        context.print(
            settings.asJSON ? JSONWriter.document(report.value) : report.text(style: context.outputStyle))
    }
}
