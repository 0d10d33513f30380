internal import GatewayAPI
internal import Planning
internal import Values

// What stands in the way of writing a route.
extension ApplyingError {
    /// Why a change is not sent; nil where nothing keeps it from that.
    static func refusal(of change: Change, _ obstacles: [Refusal]) -> ApplyingError? {
        if let deletion = change.deletion { return .beingDeleted(change.key, deletion) }
        if let obstacle = change.namespaceObstacle, let namespace = change.key.namespace {
            return obstacle == .missing ? .notMade(namespace) : .beingDeleted(namespace)
        }
        guard obstacles.contains(.notOwned) else {
            return obstacles.contains(.fieldConflict) ? .conflicts(change.key, change.conflicts) : nil
        }
        return .notOwned(change.key, change.foreignOwner, obstacles.contains(.fieldConflict) ? change.conflicts : [])
    }

    /// - Parameter conflicts: what else is in the way of an adoption.
    static func notOwned(
        _ key: RouteKey, _ owner: ForeignOwner?, _ conflicts: [PlannedConflict] = []
    ) -> ApplyingError {
        let words: String
        switch owner {
        case .stack(let lineage): words = "belongs to another stack of openmcf (lineage \(lineage))"
        case .managers(let managers) where !managers.isEmpty:
            words = "exists already and is managed by \(managers.map { "'\($0)'" }.joined(separator: ", "))"
        default: words = "exists already and is not in this stack's state"
        }
        return ApplyingError(
            .notOwned, "the route \(key) \(words); it is not touched",
            help: help(conflicts, conflicts.isEmpty ? adoptionAdvice : forcedAdoptionAdvice))
    }

    static func conflicts(_ key: RouteKey, _ conflicts: [PlannedConflict]) -> ApplyingError {
        ApplyingError(
            .fieldConflict, "fields of the route \(key) belong to another manager",
            help: help(conflicts, conflictAdvice(conflicts)))
    }

    /// What helps against conflicts; what openmcf sets itself cannot be taken out of a manifest.
    private static func conflictAdvice(_ conflicts: [PlannedConflict]) -> String {
        let (labels, marks) = (conflicts.filter(\.isOwnLabel), conflicts.filter(\.isMark))
        return switch (labels.count + marks.count, marks.count) {
        case (conflicts.count, 0): labelAdvice
        case (conflicts.count, conflicts.count): markAdvice
        case (conflicts.count, _): ownFieldsAdvice
        case (0, _): foreignFieldsAdvice
        default: foreignFieldsAdvice + "; openmcf sets the labels and the annotation of its own itself"
        }
    }

    private static func help(_ conflicts: [PlannedConflict], _ advice: String) -> String {
        let now = WallClock.now
        return (conflicts.flatMap { $0.lines(now: now) } + [advice]).joined(separator: "\n")
    }

    private static let foreignFieldsAdvice =
        "take them over with --force-conflicts, or take these fields out of the manifest"
    private static let labelAdvice =
        "openmcf gives these labels to each of its routes: take them over with --force-conflicts, or choose another name"
    private static let markAdvice =
        "openmcf marks each of its routes with this annotation, no manifest does: take the route over with --adopt and "
        + "--force-conflicts together"
    private static let ownFieldsAdvice =
        "openmcf sets these on each of its routes, no manifest does: take them over with --force-conflicts"
    private static let adoptionAdvice =
        "take it over with --adopt after looking at 'openmcf diff', or choose another name"
    private static let forcedAdoptionAdvice =
        "take it over with --adopt and --force-conflicts after looking at 'openmcf diff', or choose another name"

    static func beingDeleted(_ key: RouteKey, _ deletion: PendingDeletion) -> ApplyingError {
        ApplyingError(
            .beingDeleted, "the route \(key) \(deletion.description); it is not written",
            help: "apply again once it is gone, which creates it anew")
    }

    static func deletedMeanwhile(_ key: RouteKey) -> ApplyingError {
        ApplyingError(
            .changedMeanwhile, "the route \(key) was deleted after it was looked at",
            help: "apply again, which creates it anew, if that is what you want")
    }

    static func recreatedMeanwhile(_ key: RouteKey, uid: String?) -> ApplyingError {
        ApplyingError(
            .changedMeanwhile,
            "the route \(key) was deleted and created anew after it was looked at (uid \(uid ?? "unknown"))",
            help: "nothing was written to it; look at 'openmcf plan' and apply again")
    }

    static func createdMeanwhile(_ key: RouteKey) -> ApplyingError {
        ApplyingError(
            .changedMeanwhile, "the route \(key) was created by another run of this stack after it was looked at",
            help: "nothing was written to it; look at 'openmcf plan' and apply again")
    }

    /// - Parameter fields: what applying would change now.
    static func changedMeanwhile(_ key: RouteKey, _ fields: [FieldChange]) -> ApplyingError {
        let paths = fields.prefix(3).map(\.path.description).joined(separator: ", ")
        return ApplyingError(
            .changedMeanwhile,
            "the route \(key) was changed after it was looked at; applying would change \(paths) now",
            help: "nothing was written to it; look at 'openmcf plan' and apply again")
    }

    static func keepsChanging(_ key: RouteKey, attempts: Int) -> ApplyingError {
        ApplyingError(
            .changedMeanwhile, "the route \(key) was changed by somebody else before each of \(attempts) attempts",
            help: "apply again when it has come to rest")
    }
}

extension PlannedConflict {
    /// Whether it is about a label that no manifest can leave out.
    fileprivate var isOwnLabel: Bool { metadataKey(in: "labels").map(Ownership.labels.contains) ?? false }

    /// Whether it is about the annotation that says which stack the route belongs to.
    fileprivate var isMark: Bool { metadataKey(in: "annotations") == Ownership.stackAnnotation }

    private func metadataKey(in map: String) -> String? {
        guard path.elements.count == 3, path.elements.prefix(2) == [.key("metadata"), .key(map)],
            case .key(let key) = path.elements[2]
        else { return nil }
        return key
    }
}
