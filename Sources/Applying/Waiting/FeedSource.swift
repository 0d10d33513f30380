internal import KubernetesClient

/// Where objects of one kind come from.
struct FeedSource: Sendable {
    let kind: SurveyKind
    let type: ResourceType
    /// nil for all.
    let namespace: String?
    /// The moment from which to watch.
    let version: String
}
