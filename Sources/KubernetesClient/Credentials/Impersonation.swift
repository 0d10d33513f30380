internal import Values

/// Whom requests are made for, where that is not who makes them.
package struct Impersonation: Sendable {
    /// The user's name; without one no header is sent, whatever else is set.
    package var user: String?
    /// The UID (Kubernetes 1.22 and later).
    package var uid: String?
    /// The groups, all that the user then has besides those that the server adds.
    package var groups: [String] = []
    /// Further attributes, each with its values.
    package var extra: [(name: String, values: [String])] = []

    package init() {}

    /// Whether requests are made for whoever makes them.
    package var isEmpty: Bool { user == nil && uid == nil && groups.isEmpty && extra.isEmpty }

    /// The headers that say so, as client-go sends them.
    package var headers: [(name: String, value: String)] {
        guard let user else { return [] }
        var headers = [("Impersonate-User", user)]
        if let uid { headers.append(("Impersonate-Uid", uid)) }
        headers += groups.map { ("Impersonate-Group", $0) }
        for (name, values) in extra {
            let header = "Impersonate-Extra-" + PercentCoding.encode(name, keeping: HeaderText.keptInNames)
            headers += values.map { (header, $0) }
        }
        return headers
    }
}
