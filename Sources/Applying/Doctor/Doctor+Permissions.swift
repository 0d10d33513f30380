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

    /// - Parameters:
    ///   - namespace: nil for routes that stand in none.
    ///   - user: whom the server takes this client for, where it says so.
    func permissionsCheck(_ namespace: String?, of user: String?) async throws -> Check {
        // Which version it is does not matter to permissions.
        let type = ResourceType(
            group: api.group, version: "v1", plural: TCPRouteSchema.plural, isNamespaced: namespace != nil)
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
                .permissions, .ok, "\(English.list(Self.verbs.map(\.name))) are allowed", namespace: namespace,
                facts: ["verbs": .object(verbs)])
        }
        let reasons = denied.map(\.1.reason).filter { !$0.isEmpty }
        let consequences = denied.compactMap { verb, _ in verb.without.map { "without \(verb.name), \($0)" } }
        return Check(
            .permissions, denied.contains { $0.0.without == nil } ? .failed : .warning,
            "\(English.list(denied.map(\.0.name))) of \(TCPRouteSchema.plural) \(denied.count == 1 ? "is" : "are") not allowed"
                + (reasons.first.map { ": \($0)" } ?? ""),
            help: advice(namespace, user), namespace: namespace, notes: consequences,
            facts: ["verbs": .object(verbs)])
    }

    /// How an administrator grants it.
    private func advice(_ namespace: String?, _ user: String?) -> String {
        let resource = "\(TCPRouteSchema.plural).\(api.group)"
        let (kind, place) = namespace.map { ("role", " -n \($0)") } ?? ("clusterrole", "")
        let verbs = Self.verbs.map(\.name).joined(separator: ",")
        let account = "system:serviceaccount:"
        let subject =
            user.map { $0.hasPrefix(account) ? "--serviceaccount=\($0.dropFirst(account.count))" : "--user=\($0)" }
            ?? "--user=NAME"
        return """
            Have the cluster's administrator run:
            kubectl create \(kind) openmcf\(place) --verb=\(verbs) --resource=\(resource)
            kubectl create \(kind)binding openmcf\(place) --\(kind)=openmcf \(shellWord(subject))
            """
    }
}
