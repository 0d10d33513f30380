package import Diagnostics
package import KubernetesClient
package import Manifests
package import Planning
package import Values

/// Writes that a server is asked to try: it checks and answers as if it stored them, admission included, and stores
/// nothing.
package struct DryRun: Sendable {
    private let client: KubernetesClient
    private let routes: ServedRoutes
    private let parallelism: Int

    package init(_ client: KubernetesClient, _ routes: ServedRoutes, parallelism: Int) {
        self.client = client
        self.routes = routes
        self.parallelism = parallelism
    }

    /// Has the server try each write of a plan, and puts what it would make of it, or says against it, into the plan.
    ///
    /// Routes whose namespace does not exist yet cannot be tried; a note of the plan says so.
    ///
    /// - Returns: what the server says against writes, by route.
    /// - Throws: what says nothing about a route, such as that the server cannot be reached.
    package func judge(_ plan: inout Plan) async throws -> [RouteKey: KubernetesError] {
        let made = Set(plan.namespaces.map(\.name))
        let tried = plan.changes.indices.filter { index in
            let change = plan.changes[index]
            return change.isWritable && change.action != .delete && !(change.key.namespace.map(made.contains) ?? false)
        }
        if !made.isEmpty {
            plan.notes.append(
                "the server could not try routes in namespaces that are yet to be made: "
                    + made.sorted().joined(separator: ", "))
        }
        let answers = try await tried.mapConcurrently(limit: parallelism) {
            [changes = plan.changes] index in
            try await self.answer(to: changes[index])
        }
        var refused: [RouteKey: KubernetesError] = [:]
        for (index, answer) in zip(tried, answers) {
            switch answer {
            case .success(let object): plan.changes[index].foretell(object)
            case .failure(let error):
                plan.changes[index].rejection = Rejection(code: error.code.rawValue, message: error.message)
                refused[plan.changes[index].key] = error
            }
        }
        return refused
    }

    private func answer(to change: Change) async throws(KubernetesError) -> Result<Value, KubernetesError> {
        let version = change.action == .create ? RouteWriter.versionOfNone : change.resourceVersion
        return try await answer(change.key, change.body(version: version))
    }

    /// Has the server try the routes of manifests, whatever there is of them so far.
    ///
    /// - Parameter stack: the lineage that they would be marked for; nil where there is none yet.
    /// - Returns: what it says against them, at the manifests' lines.
    package func judge(_ manifests: [RouteManifest], stack: String?) async throws -> [Diagnostic] {
        let answers = try await manifests.mapConcurrently(limit: parallelism) { route in
            try await self.answer(route.key, route.rendered(routes.version, stack: stack))
        }
        return zip(manifests, answers).flatMap { route, answer -> [Diagnostic] in
            if case .failure(let error) = answer { ServerDiagnostics.all(for: error, route) } else { [] }
        }
    }

    private func answer(
        _ key: RouteKey, _ object: Value
    ) async throws(KubernetesError) -> Result<Value, KubernetesError> {
        do throws(KubernetesError) {
            // Whose fields they are is the plan's to say: here they are taken as if that were settled.
            let answer = try await client.apply(
                routes.type(of: key), namespace: key.namespace, name: key.name, object: object,
                ApplyOptions(force: true, dryRun: true))
            return .success(answer.body)
        } catch {
            guard error.isAboutObject else { throw error }
            return .failure(error)
        }
    }
}

extension Change {
    /// Takes what the server would store for the result: webhooks may have changed more.
    fileprivate mutating func foretell(_ object: Value) {
        let foretold = RouteComparison.withoutServerFields(object, apiVersion: reference.apiVersion)
        guard action == .update, let before else {
            after = foretold
            if action == .create { fields = [FieldChange(FieldPath(), before: nil, after: foretold)] }
            return
        }
        let known = Dictionary(fields.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
        after = foretold
        fields = FieldDifference.between(before, foretold).map { field in
            var field = field
            field.manager = known[field.path]?.manager
            field.source = known[field.path]?.source
            return field
        }
    }
}

extension KubernetesError {
    /// Whether it is what the server says of the object, and not of the way to it or of who asks.
    fileprivate var isAboutObject: Bool {
        switch code {
        case .invalid, .badRequest, .denied, .namespaceTerminating, .quotaExceeded, .requestTooLarge, .notFound,
            .conflict, .alreadyExists:
            true
        default: false
        }
    }
}
