package import KubernetesClient

/// Why a route is not as it was to be.
package enum RouteFailure: Error, Sendable {
    /// What the server, or the way to it, said; the write was not carried out.
    case server(KubernetesError)
    /// What was found on the cluster stands in the way.
    case refused(ApplyingError)
    /// The run ended before the write was sent.
    case notSent
    /// The answer was lost, and looking the object up failed as well.
    case unsettled(KubernetesError, lookUp: KubernetesError)
}

extension RouteFailure {
    /// What an error of a request stands for: one that was cancelled before it was sent is the end of the run.
    init(_ error: KubernetesError) {
        self = error.code == .cancelled && !error.isInDoubt ? .notSent : .server(error)
    }
}
