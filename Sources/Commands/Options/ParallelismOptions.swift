internal import ArgumentParser

/// How much is asked of a cluster at a time.
struct ParallelismOptions: ParsableArguments {
    @Option(help: "How many requests may be in flight.")
    var parallelism = 16

    func validate() throws {
        if !(1...1024).contains(parallelism) { throw ValidationError("--parallelism must be between 1 and 1024") }
    }

    /// What was asked for, as far as there are descriptors for the connections.
    func allowed(on cluster: ClusterOptions) -> Int {
        max(1, min(parallelism, DescriptorLimit.connections / cluster.descriptorsPerRequest))
    }
}
