internal import Files
internal import Synchronization
package import Values

/// A write that is about to be sent to the cluster.
package struct Intent: Sendable, Equatable {
    /// What the write is to do; the raw values are the words of the journal.
    package enum Action: String, Sendable { case create, update, delete }

    /// The number of the intent in its operation, from 1.
    package let id: Int
    /// Whether the object is made, changed or deleted.
    package let action: Action
    /// The object, in the version that the request is sent in.
    package let reference: ObjectReference
    /// The object that the change was planned against; nil for a creation.
    package let uid: String?
    /// What is sent; nil for a deletion.
    package let object: Value?

    package init(
        id: Int, _ action: Action, _ reference: ObjectReference, uid: String? = nil, object: Value? = nil
    ) {
        self.id = id
        self.action = action
        self.reference = reference
        self.uid = uid
        self.object = object
    }

    /// The route that it is about, as the state has it.
    package var key: RouteKey { reference.key }
}

/// What became of an intent.
package enum IntentOutcome: Sendable, Equatable {
    /// The cluster has the object; the state is to record it like this.
    case applied(StateRoute)
    /// The object is gone.
    case deleted
    /// The cluster refused, or was never asked: it is as it was.
    case unchanged
}

/// The record of a running operation beside the state, for the run that comes after a crash.
///
/// Intents are on disk before `intend` returns, and only then may they be sent. Safe to use from many tasks.
package final class OperationJournal: Sendable {
    /// The journal's file, `<state>.journal`.
    package let path: String
    /// Names the run; the state that it saves carries the same.
    let run = Lineage.generate()
    private let journal: Mutex<Journal>

    init(
        at path: String, beside statePath: String, on snapshot: StateSnapshot, command: String
    ) throws(StateError) {
        var begin: Object = [
            "record": "begin", "formatVersion": .string(StateCodec.formatVersion),
            "lineage": .string(snapshot.lineage), "serial": .int(snapshot.serial), "run": .string(run),
        ]
        begin["base"] = snapshot.run.map(Value.string)
        begin["cluster"] = snapshot.cluster.map(StateCodec.value(of:)) ?? .null
        begin["command"] = .string(command)
        begin["at"] = .string(RFC3339.now())
        do {
            // What may stand there belongs to an operation that was saved.
            try DurableFile.remove(path)
            var journal = try Journal.open(path, like: statePath)
            try journal.append([JSONWriter.bytes(.object(begin))])
            self.path = path
            self.journal = Mutex(journal)
        } catch let error as JournalError {
            throw .journal(error)
        } catch let error as FileError {
            throw .file(error)
        } catch {
            throw StateError(.file, "cannot begin the journal '\(path)': \(error)")
        }
    }

    /// Records writes that are about to be sent, all of them with one flush.
    ///
    /// When this throws, none of them may be sent.
    package func intend(_ intents: [Intent]) throws(StateError) {
        // In parts, so that their text is never in memory as a whole; the flush of the last is one of all.
        for start in stride(from: 0, to: intents.count, by: Self.intentsAtATime) {
            let end = min(start + Self.intentsAtATime, intents.count)
            try append(
                intents[start..<end].map { JSONWriter.bytes($0.value) }, end == intents.count ? .synced : .buffered)
        }
    }

    private static let intentsAtATime = 500

    /// Records what became of writes.
    ///
    /// It is not flushed: a record that a power failure takes leaves its intent in doubt, which the next run settles.
    package func record(_ outcomes: [(id: Int, outcome: IntentOutcome)]) throws(StateError) {
        try append(outcomes.map { JSONWriter.bytes($0.outcome.value(id: $0.id)) }, .buffered)
    }

    /// Ends an operation of which nothing is to be saved: nothing was sent, or nothing of it was accepted.
    package func discard() throws(StateError) { try remove() }

    private func append(_ records: [[UInt8]], _ durability: Journal.Durability) throws(StateError) {
        let failure = journal.withLock { journal -> FileError? in
            do throws(FileError) {
                try journal.append(records, durability)
                return nil
            } catch {
                return error
            }
        }
        if let failure { throw .file(failure) }
    }

    func remove() throws(StateError) {
        do { try DurableFile.remove(path) } catch { throw .file(error) }
    }
}

extension Intent {
    var value: Value {
        var object: Object = ["record": "intent", "id": .int(Int64(id)), "action": .string(action.rawValue)]
        object.merge(reference.members(uid: uid))
        object["object"] = self.object
        return .object(object)
    }

    init?(value: Value) {
        guard let id = value["id"]?.int.flatMap(Int.init(exactly:)),
            let action = value["action"]?.string.flatMap(Action.init(rawValue:)),
            let reference = ObjectReference(value)
        else { return nil }
        self.init(id: id, action, reference, uid: value["uid"]?.string, object: value["object"])
    }
}

extension IntentOutcome {
    func value(id: Int) -> Value {
        var object: Object = ["record": "outcome", "id": .int(Int64(id))]
        switch self {
        case .applied(let route):
            object["result"] = "applied"
            object["route"] = StateCodec.value(of: route)
        case .deleted: object["result"] = "deleted"
        case .unchanged: object["result"] = "unchanged"
        }
        return .object(object)
    }
}
