/// What tells a state from others: its stack, how often it was saved, and by which run last.
struct StateHeader: Equatable {
    let lineage: String
    let serial: Int64
    let run: String?
}

extension StateSnapshot {
    /// What the state says on disk.
    var header: StateHeader { StateHeader(lineage: savedLineage, serial: serial, run: run) }
}
