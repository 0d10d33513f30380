internal import GatewayAPI
internal import Planning

/// What a look at the cluster tells of a write.
enum Finding: Sendable {
    /// There is no such object.
    case absent
    /// There is another object than the one that the write was for.
    case recreated(LiveRoute)
    /// It is somebody else's.
    case foreign(LiveRoute, ForeignOwner)
    /// It is this stack's and being deleted.
    case terminating(LiveRoute, PendingDeletion)
    /// It is this stack's, and as it was sent.
    case asSent(LiveRoute)
    /// It is this stack's, and not as it was sent; after a deletion, it is still there.
    case different(LiveRoute)
}
