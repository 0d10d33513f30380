internal import GatewayAPI
internal import KubernetesClient
internal import Values

/// What a feed tells of the objects of its kind.
enum FeedEvent: Sendable {
    /// These are all of a namespace, or of all.
    case listed(SurveyKind, namespace: String?, [Value])
    case changed(SurveyKind, Value)
    case removed(SurveyKind, ObjectKey)
    /// Routes that were looked at afresh, with those of them that are there.
    case looked([ObjectKey], [RouteView])
    /// Routes that could not be looked at afresh.
    case unread([ObjectKey])
    /// Whether changes are seen as they happen, by the number of the feed.
    case connected(Int, Bool)
    /// It cannot go on: nobody may ask the cluster anything.
    case failed(KubernetesError)
    case tick
}
