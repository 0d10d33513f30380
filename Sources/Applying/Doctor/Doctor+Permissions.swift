internal import Diagnostics
internal import GatewayAPI
internal import KubernetesClient
internal import Values

/// What an apply does with routes, and whether the user may.
extension Doctor {
    /// A verb, and what becomes of a run without it; nil where none is possible.
    private static let verbs: [(name: String, without: String?)] = [
        ("get", nil), ("list", "routes are read one by one, which takes longer"), ("create", nil), ("patch", nil),
        ("delete", "destroy and --prune cannot delete"),
    ]

    /// - Parameter user: whom the server takes this client for, where it says so.
    func permissionsCheck(_ namespace: String, of user: String?) async throws -> Check {
        // Which version it is does not matter to permissions.
        let type = ResourceType(group: TCPRouteSchema.group, version: "v1", plural: TCPRouteSchema.plural)
        let answers = try await Self.verbs.mapConcurrently(limit: parallelism) { verb in
            try await client.answer(to: AccessQuestion(verb.name, type, namespace: namespace))
        }
        let pairs = zip(Self.verbs, answers).compactMap { verb, answer in answer.map { (verb, $0) } }
        guard pairs.count == Self.verbs.count else {
            return Check(
                .permissions, .skipped, "the server has no SelfSubjectAccessReview to ask", namespace: namespace)
        }
        var verbs = Object()
        for (verb, answer) in pairs { verbs[verb.name] = .bool(answer.isAllowed) }
        let denied = pairs.filter { !$0.1.isAllowed }
        guard !denied.isEmpty else {
            return Check(
                .permissions, .ok, "\(Self.list(Self.verbs.map(\.name))) are allowed", namespace: namespace,
                facts: ["verbs": .object(verbs)])
        }
        let reasons = denied.map(\.1.reason).filter { !$0.isEmpty }
        let consequences = denied.compactMap { verb, _ in verb.without.map { "without \(verb.name), \($0)" } }
        return Check(
            .permissions, denied.contains { $0.0.without == nil } ? .failed : .warning,
            "\(Self.list(denied.map(\.0.name))) of \(TCPRouteSchema.plural) \(denied.count == 1 ? "is" : "are") not allowed"
                + (reasons.first.map { ": \($0)" } ?? ""),
            help: Self.advice(namespace, user), namespace: namespace, notes: consequences,
            facts: ["verbs": .object(verbs)])
    }

    /// How an administrator grants it.
    private static func advice(_ namespace: String, _ user: String?) -> String {
        let resource = "\(TCPRouteSchema.plural).\(TCPRouteSchema.group)"
        let role = "kubectl create role openmcf -n \(namespace) --verb=\(verbs.map(\.name).joined(separator: ","))"
        let account = "system:serviceaccount:"
        let subject =
            user.map { $0.hasPrefix(account) ? "--serviceaccount=\($0.dropFirst(account.count))" : "--user=\($0)" }
            ?? "--user=NAME"
        return """
            Have the cluster's administrator run:
            \(role) --resource=\(resource)
            kubectl create rolebinding openmcf -n \(namespace) --role=openmcf \(shellWord(subject))
            """
    }

    /// `get, list and patch`.
    private static func list(_ words: [String]) -> String {
        guard let last = words.last, words.count > 1 else { return words.first ?? "" }
        return words.dropLast().joined(separator: ", ") + " and " + last
    }
}
