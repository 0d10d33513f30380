internal import ArgumentParser

/// Whether a plan is made without a cluster.
struct OfflineOptions: ParsableArguments {
    @Flag(name: .customLong("offline"), help: "Plan from the state alone, without asking a cluster.")
    var isOffline = false

    /// Refuses flags of the cluster beside `--offline`.
    func check(_ cluster: ClusterOptions) throws {
        if isOffline, let flag = cluster.firstFlag {
            throw ValidationError("--offline asks no cluster; leave out \(flag)")
        }
    }
}
