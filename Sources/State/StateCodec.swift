internal import Diagnostics
internal import Documents
internal import Values

/// The state as JSON: one route a line, in a fixed order, so that versions of the file compare well.
enum StateCodec {
    /// The format this version writes.
    static let formatVersion = FormatVersion.current

    /// The bytes of a state file.
    static func encode(_ snapshot: StateSnapshot) -> [UInt8] { encode(snapshot) { _, _ in } }

    /// The same, where each route is looked at with the bytes that it became.
    static func encode<Failure: Error>(
        _ snapshot: StateSnapshot, check: (StateRoute, [UInt8]) throws(Failure) -> Void
    ) throws(Failure) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(512 + snapshot.routeCount * 1024)
        func member(_ key: String, _ value: Value) {
            append(bytes.isEmpty ? "{\n  " : ",\n  ", to: &bytes)
            bytes += JSONWriter.bytes(.string(key))
            append(": ", to: &bytes)
            bytes += JSONWriter.bytes(value)
        }
        member("formatVersion", .string(snapshot.formatVersion))
        member("lineage", .string(snapshot.lineage))
        member("serial", .int(snapshot.serial))
        if let run = snapshot.run { member("run", .string(run)) }
        if let cluster = snapshot.cluster { member("cluster", value(of: cluster)) }
        for (key, value) in snapshot.extra { member(key, value) }
        append(",\n  \"routes\": [", to: &bytes)
        for (index, route) in snapshot.routes.enumerated() {
            append(index == 0 ? "\n    " : ",\n    ", to: &bytes)
            let text = JSONWriter.bytes(value(of: route))
            try check(route, text)
            bytes += text
        }
        append(snapshot.routeCount == 0 ? "]\n}\n" : "\n  ]\n}\n", to: &bytes)
        return bytes
    }

    private static func append(_ text: String, to bytes: inout [UInt8]) { bytes.append(contentsOf: text.utf8) }

    /// A route as it stands in the state and in the journal.
    static func value(of route: StateRoute) -> Value {
        var object = route.reference.members(uid: route.uid)
        object["resourceVersion"] = route.resourceVersion.map(Value.string)
        object["appliedAt"] = .string(route.appliedAt)
        object["creationTimestamp"] = route.creationTimestamp.map(Value.string)
        object["deletionTimestamp"] = route.deletionTimestamp.map(Value.string)
        object["outputs"] = [
            "routeName": .string(route.outputs.routeName), "namespace": .string(route.outputs.namespace),
        ]
        object["object"] = route.object
        for (key, value) in route.extra { object[key] = value }
        return .object(object)
    }

    /// A cluster's identity as it stands in the state, the journal and a plan.
    static func value(of cluster: ClusterIdentity) -> Value {
        var object: Object = [:]
        object["uid"] = cluster.uid.map(Value.string)
        object["server"] = cluster.server.map(Value.string)
        object["certificateAuthorityHash"] = cluster.certificateAuthorityHash.map(Value.string)
        for (key, value) in cluster.extra { object[key] = value }
        return .object(object)
    }

    /// Whether a file holds nothing at all.
    static func isBlank(_ bytes: [UInt8]) -> Bool { !bytes.contains { $0 > 0x20 } }

    /// Reads the bytes of a state file.
    ///
    /// Members that this version does not know are kept. Throws `StateError` for everything else that is not as this
    /// tool writes it: `damaged`, `foreign` or `unsupportedVersion`.
    static func decode(_ bytes: [UInt8], path: String) throws(StateError) -> StateSnapshot {
        let decoder = StateDecoder(path: path)
        let document = try decoder.document(bytes)
        return try decoder.snapshot(document.root)
    }

    /// What tells a state from others, without the cost of reading its routes where they stand as they are written.
    static func header(_ bytes: [UInt8], path: String) throws(StateError) -> StateHeader {
        let decoder = StateDecoder(path: path)
        if let start = startOfRoutes(in: bytes),
            let header = try? decoder.header(decoder.document(bytes[..<start] + Array("]}".utf8)).root)
        {
            return header
        }
        return try decoder.header(decoder.document(bytes).root)
    }

    /// Where the list of routes begins, behind its bracket; nil in a file that somebody has laid out anew.
    private static func startOfRoutes(in bytes: [UInt8]) -> Int? {
        // A line break never stands in a JSON text's string, so this is a member; only the first lines are looked at.
        let mark = Array("\n  \"routes\": [".utf8)
        let head = bytes.prefix(maximumHeadSize)
        guard head.count > mark.count else { return nil }
        return (0...(head.count - mark.count)).first { head[$0...].starts(with: mark) }.map { $0 + mark.count }
    }

    private static let maximumHeadSize = 4096
}
