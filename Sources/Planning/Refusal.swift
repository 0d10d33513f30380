internal import Values

/// Why an apply does not carry a change out.
package enum Refusal: Sendable, Equatable {
    /// The namespace that the route goes to does not exist.
    case missingNamespace
    /// The namespace that the route goes to is being deleted, and takes nothing new.
    case namespaceBeingDeleted
    /// The live object is being deleted.
    case beingDeleted
    /// The live object belongs to somebody else.
    case notOwned
    /// Fields that would change belong to another manager.
    case fieldConflict
    /// The server was asked to try, and said no.
    case rejected(Rejection)

    /// The code of the failure that it would come to.
    package var code: String {
        switch self {
        case .missingNamespace: "missing-namespace"
        case .beingDeleted, .namespaceBeingDeleted: "being-deleted"
        case .notOwned: "not-owned"
        case .fieldConflict: "field-conflict"
        case .rejected(let rejection): rejection.code
        }
    }

    /// The flag with which it is carried out all the same; nil where there is none.
    package var flag: String? {
        switch self {
        case .missingNamespace: "--create-namespace"
        case .beingDeleted, .namespaceBeingDeleted, .rejected: nil
        case .notOwned: "--adopt"
        case .fieldConflict: "--force-conflicts"
        }
    }
}

/// Why nothing new can be put into a namespace.
package enum NamespaceObstacle: Sendable, Equatable { case missing, beingDeleted }

/// What a server said of a write that it was asked to try.
package struct Rejection: Sendable, Equatable {
    /// The code of the failure that the write would come to, such as `invalid`.
    package let code: String
    /// The server's sentence, without a final full stop.
    package let message: String

    package init(code: String, message: String) {
        self.code = code
        self.message = message
    }
}

extension Change {
    /// Whether there is something to write and a place to write it to, whoever the live object belongs to.
    package var isWritable: Bool { action != .unchanged && deletion == nil && namespaceObstacle == nil }
}

extension Plan {
    /// Why a change is not carried out; empty where nothing stands in the way.
    package func refusals(of change: Change) -> [Refusal] {
        let obstacles = obstacles(to: change)
        guard change.isWritable, let rejection = change.rejection else { return obstacles }
        return obstacles + [.rejected(rejection)]
    }

    /// What keeps a change from being sent; what a server said of a try is for it to say again.
    package func obstacles(to change: Change) -> [Refusal] {
        switch change.namespaceObstacle {
        case .missing: return [.missingNamespace]
        case .beingDeleted: return [.namespaceBeingDeleted]
        case nil: break
        }
        if change.deletion != nil { return [.beingDeleted] }
        var obstacles: [Refusal] = []
        if change.foreignOwner != nil, change.action != .delete, !takeover.adopts { obstacles.append(.notOwned) }
        if !change.conflicts.isEmpty, !takeover.forcesConflicts { obstacles.append(.fieldConflict) }
        return obstacles
    }

    /// Whether a request is sent for a change when the plan is carried out.
    package func isSent(_ change: Change) -> Bool { change.isWritable && obstacles(to: change).isEmpty }

    /// Whether an apply would not carry all of it out.
    package var isRefused: Bool { changes.contains { !refusals(of: $0).isEmpty } }

    /// The namespaces that routes go to and cannot be put into, sorted.
    package var closedNamespaces: [String] {
        Set(changes.filter { $0.namespaceObstacle != nil }.compactMap(\.key.namespace)).sorted()
    }

    /// Notes what is still in the way of those.
    package mutating func setObstacles(_ obstacles: [String: NamespaceObstacle]) {
        for index in changes.indices where changes[index].namespaceObstacle != nil {
            changes[index].namespaceObstacle = changes[index].key.namespace.flatMap { obstacles[$0] }
        }
    }

    /// Has the namespaces made that routes go to and that do not exist.
    package mutating func createMissingNamespaces() {
        var named = Set(namespaces.map(\.name))
        for index in changes.indices where changes[index].namespaceObstacle == .missing {
            changes[index].namespaceObstacle = nil
            guard let name = changes[index].key.namespace, named.insert(name).inserted else { continue }
            namespaces.append(PlannedNamespace(.create, name))
        }
    }
}
