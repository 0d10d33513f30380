internal import KubernetesClient
internal import Values

/// Objects that a survey could not read, and so does not know.
struct SurveyGap: Sendable, Equatable {
    /// Why they could not be read; the same reason is told once, with all kinds that it holds for.
    enum Reason: Sendable, Equatable {
        case notServed
        /// Those of the named namespaces could be.
        case mayNotBeListed(outside: [String])
        case failed(String)
        /// Routes of another API group attach to objects that this program does not know.
        case ofAnotherAPI(String)
    }

    let plural: String
    let reason: Reason

    init(_ plural: String, _ reason: Reason) { (self.plural, self.reason) = (plural, reason) }

    /// - Parameter namespaces: those whose objects could be listed.
    init(_ error: KubernetesError, listing type: ResourceType, besides namespaces: Set<String>) {
        plural = type.plural
        reason =
            switch error.code {
            case .forbidden: .mayNotBeListed(outside: namespaces.sorted())
            case .unknownPath, .notFound: .notServed
            default: .failed(error.message)
            }
    }
}

extension [SurveyGap] {
    /// A clause for each reason: `gateways, gatewayclasses and services are not served`.
    var clauses: [String] {
        var reasons: [SurveyGap.Reason] = []
        for gap in self where !reasons.contains(gap.reason) { reasons.append(gap.reason) }
        return reasons.map { reason in
            English.list(filter { $0.reason == reason }.map(\.plural)) + " " + reason.predicate
        }
    }
}

extension SurveyGap.Reason {
    fileprivate var predicate: String {
        switch self {
        case .notServed: "are not served"
        case .mayNotBeListed([]): "may not be listed"
        case .mayNotBeListed(let namespaces): "may not be listed outside of \(namespaces.joined(separator: ", "))"
        case .ofAnotherAPI(let group): "are not looked at for routes of \(group)"
        case .failed(let message): "could not be listed (\(message))"
        }
    }
}
