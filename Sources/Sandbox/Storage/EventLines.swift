internal import Synchronization

/// The lines of the latest changes, written once for all watches that show them alike.
final class EventLines: Sendable {
    private struct Key: Hashable {
        let kind: StoreEvent.Kind
        let uid: String
        let resourceVersion: Int
        let apiVersion: String
    }

    private struct Kept {
        var lines: [Key: [UInt8]] = [:]
        var bytes = 0
    }

    private let kept = Mutex(Kept())
    private let memory: Int

    /// - Parameter memory: how many bytes of lines are kept at most; watches that lag far behind have theirs written anew.
    init(memory: Int = 4 << 20) { self.memory = memory }

    /// The line of a whole object in JSON, with its line break.
    func line(_ kind: StoreEvent.Kind, _ object: StoredObject, as resource: Resource) -> [UInt8] {
        let key = Key(
            kind: kind, uid: object.uid, resourceVersion: object.resourceVersion, apiVersion: resource.apiVersion)
        if let line = kept.withLock({ $0.lines[key] }) { return line }
        let line = Self.line(kind, object.json(as: resource))
        kept.withLock { kept in
            if kept.bytes + line.count > memory { kept = Kept() }
            guard line.count <= memory, kept.lines.updateValue(line, forKey: key) == nil else { return }
            kept.bytes += line.count
        }
        return line
    }

    /// The line of an event about something that is written already.
    static func line(_ kind: StoreEvent.Kind, _ json: [UInt8]) -> [UInt8] {
        var line = Array("{\"type\":\"\(kind.rawValue)\",\"object\":".utf8)
        line.reserveCapacity(line.count + json.count + 2)
        line += json
        line += Array("}\n".utf8)
        return line
    }
}
