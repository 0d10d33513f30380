/// What a client demands of a deletion (apimachinery `DeleteOptions`).
struct DeleteDemands: Sendable {
    var dryRun = false
    var uid: String?
    var resourceVersion: String?
    /// A finalizer that the way of deletion adds: dependents first, or let go.
    var finalizer: String?
}
