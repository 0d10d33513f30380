internal import Diagnostics
internal import GatewayAPI
internal import Values

/// What is said once of all the TCPRoute objects in the input.
struct RouteObjectNotes: Sendable {
    private var ignored: [String] = []
    private var ignoringCount = 0

    mutating func addIgnored(_ fields: [String]) {
        guard !fields.isEmpty else { return }
        ignoringCount += 1
        for field in fields where !ignored.contains(field) { ignored.append(field) }
    }

    mutating func add(_ other: RouteObjectNotes) {
        ignoringCount += other.ignoringCount
        for field in other.ignored where !ignored.contains(field) { ignored.append(field) }
    }

    /// That what servers set is ignored; nil where there was nothing of it.
    var serverFieldsNote: Diagnostic? {
        guard ignoringCount > 0 else { return nil }
        let count = ignoringCount == 1 ? "1 TCPRoute" : "\(ignoringCount) TCPRoutes"
        return Diagnostic(
            .serverFields, "what a server sets is ignored in \(count): \(ignored.joined(separator: ", "))")
    }

    /// Which namespace the routes got that name none; nil where there are none.
    static func defaultNamespace(
        _ count: Int, _ namespace: DefaultNamespace?, kind: String = TCPRouteSchema.kind
    ) -> Diagnostic? {
        guard count > 0, let namespace else { return nil }
        let subject =
            English.count(count, kind)
            + (count == 1 ? " names no namespace: it goes" : " name no namespace: they go")
        return Diagnostic(.defaultNamespace, "\(subject) to '\(namespace.name)', \(namespace.origin)")
    }
}
