internal import KubernetesClient
internal import Values

/// The objects of one kind that are to be listed.
struct SurveyJob: Sendable {
    struct Result: Sendable {
        let kind: SurveyKind
        var objects: [Value] = []
        /// Whether these are all of the cluster.
        var isComplete = false
        /// The namespaces of which these are all.
        var namespaces: Set<String> = []
        /// Where they come from, to go on from there.
        var sources: [FeedSource] = []
        /// What could not be read.
        var gap: SurveyGap?
    }

    let kind: SurveyKind
    /// The versions to try, one after the other.
    let types: [ResourceType]
    /// The namespaces that matter most.
    let namespaces: Set<String>
    /// Whether those of every namespace are wanted.
    let isEverywhere: Bool

    /// Lists everything; where that is not allowed, what is in the namespaces.
    ///
    /// - Throws: only when the run ends, or nobody may ask the cluster anything.
    func run(_ client: KubernetesClient) async throws(KubernetesError) -> Result {
        var result = Result(kind: kind)
        var refusal: KubernetesError?
        if isEverywhere {
            do {
                try await list(client, nil, into: &result)
                result.isComplete = true
                return result
            } catch {
                try Self.check(error)
                refusal = error
                guard error.code == .forbidden else { return gap(error, in: result) }
            }
        }
        for namespace in namespaces.sorted() {
            do {
                try await list(client, namespace, into: &result)
                result.namespaces.insert(namespace)
            } catch {
                try Self.check(error)
                refusal = error
                // Whoever may not list here may do so elsewhere; a kind that is not served is served nowhere.
                guard error.code == .forbidden else { return gap(error, in: result) }
            }
        }
        return refusal.map { gap($0, in: result) } ?? result
    }

    private func list(
        _ client: KubernetesClient, _ namespace: String?, into result: inout Result
    ) async throws(KubernetesError) {
        var failure: KubernetesError?
        for type in types {
            do {
                let list = try await client.list(type, namespace: namespace)
                result.objects += list.items
                result.sources.append(
                    FeedSource(kind: kind, type: type, namespace: namespace, version: list.resourceVersion))
                return
            } catch {
                guard [.unknownPath, .notFound].contains(error.code) else { throw error }
                if failure == nil { failure = error }
            }
        }
        if let failure { throw failure }
    }

    private static func check(_ error: KubernetesError) throws(KubernetesError) {
        if [.cancelled, .unauthenticated, .credentialPlugin].contains(error.code) { throw error }
    }

    private func gap(_ error: KubernetesError, in result: Result) -> Result {
        var result = result
        guard let type = types.first else { return result }
        result.gap = SurveyGap(error, listing: type, besides: result.namespaces)
        return result
    }
}
