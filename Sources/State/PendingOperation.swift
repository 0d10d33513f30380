internal import Diagnostics
internal import Documents
internal import Files
internal import Values

/// An operation that was interrupted before its result was saved, as its journal tells.
package struct PendingOperation: Sendable, Equatable {
    /// An intent and what became of it.
    package struct Settled: Sendable, Equatable {
        /// The write, as it was about to be sent.
        package let intent: Intent
        /// What the cluster answered, as the interrupted run recorded it.
        package let outcome: IntentOutcome
    }

    /// The command that was interrupted.
    package let command: String
    /// When it began, as RFC 3339 text.
    package let startedAt: String
    /// The UUID of the stack that it worked on.
    package let lineage: String
    /// The serial of the state that it began on.
    package let serial: Int64
    /// The run, as its journal names it; nil for a journal of a version that did not tell runs apart.
    package let run: String?
    /// The run that saved the state which it began on; nil where that state named none.
    let base: String?
    /// The cluster that it wrote to; nil where it knew none.
    package let cluster: ClusterIdentity?
    /// Whether it began on the very state that it was read for.
    ///
    /// Otherwise every intent is in doubt: what the journal knows was known of another state, and only the cluster can
    /// tell what is left of it.
    package private(set) var isOfThisState = true
    /// Intents whose outcome is known, in the order in which it became known.
    package internal(set) var settled: [Settled] = []
    /// Intents that may or may not have reached the cluster: look each object up.
    package internal(set) var inDoubt: [Intent] = []

    /// The state with every known outcome in it; begins a state where the operation was the first.
    ///
    /// The intents in doubt are not in it.
    package func folded(into snapshot: StateSnapshot?) -> StateSnapshot {
        var result = snapshot ?? StateSnapshot(lineage: lineage, serial: serial)
        result.cluster = result.cluster ?? cluster
        for entry in settled { result.record(entry.outcome, of: entry.intent.key, uid: entry.intent.uid) }
        return result
    }

    /// How many writes it was about to send.
    package var writeCount: Int { settled.count + inDoubt.count }

    /// The operation as it is for a state that it did not begin on.
    func ofAnotherState() -> PendingOperation {
        var result = self
        result.isOfThisState = false
        result.inDoubt = (settled.map(\.intent) + inDoubt).sorted { $0.id < $1.id }
        result.settled = []
        return result
    }

    /// Reads a journal; nil when there is none, or when it ends before anything was recorded.
    static func read(_ path: String) throws(StateError) -> PendingOperation? {
        let records: [[UInt8]]?
        do { records = try Journal.read(path) } catch { throw .journal(error) }
        // An operation whose beginning did not reach the disk has sent nothing.
        guard let records, let first = records.first else { return nil }
        var reader = JournalReader(path: path, operation: try begin(first, path: path))
        for record in records.dropFirst() { try reader.read(record) }
        return reader.finish()
    }

    private static func begin(_ record: [UInt8], path: String) throws(StateError) -> PendingOperation {
        let decoder = StateDecoder(path: path, isJournal: true)
        let root = try decoder.document(record).root
        let header = try decoder.header(root)
        return PendingOperation(
            command: try decoder.string("command", in: root), startedAt: try decoder.string("at", in: root),
            lineage: header.lineage, serial: header.serial, run: header.run,
            base: try decoder.identifier("base", in: root),
            cluster: try root.entry("cluster").map { entry throws(StateError) in try decoder.cluster(entry.value) }
                ?? nil)
    }
}

/// Pairs intents with their outcomes.
private struct JournalReader {
    let path: String
    var operation: PendingOperation
    var open: [Int: Intent] = [:]

    mutating func read(_ record: [UInt8]) throws(StateError) {
        let root = try StateDecoder(path: path, isJournal: true).document(record).root
        switch root.entry("record")?.value.string {
        case "intent":
            guard let intent = Intent(value: root.value) else { throw damaged() }
            open[intent.id] = intent
        case "outcome":
            guard let id = root.entry("id")?.value.value.int.flatMap(Int.init(exactly:)),
                let intent = open.removeValue(forKey: id)
            else { throw damaged() }
            operation.settled.append(.init(intent: intent, outcome: try outcome(root)))
        default: throw damaged()
        }
    }

    private func outcome(_ root: Node) throws(StateError) -> IntentOutcome {
        switch root.entry("result")?.value.string {
        case "applied":
            guard let route = root.entry("route")?.value else { throw damaged() }
            return .applied(try StateDecoder(path: path, isJournal: true).route(route))
        case "deleted": return .deleted
        case "unchanged": return .unchanged
        default: throw damaged()
        }
    }

    func finish() -> PendingOperation {
        var operation = operation
        operation.inDoubt = open.values.sorted { $0.id < $1.id }
        return operation
    }

    private func damaged() -> StateError {
        StateDecoder(path: path, isJournal: true).damaged("it holds a record that this version does not know")
    }
}
