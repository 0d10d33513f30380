package import GatewayAPI
package import Values

/// A route of the state that is to go, and why no deletion is sent for it.
package struct SkippedDeletion: Sendable, Equatable {
    /// What was found where the route should be.
    package enum Reason: Sendable, Equatable {
        /// There is no such object any more.
        case gone
        /// Its deletion was accepted before and waits.
        case terminating(PendingDeletion)
        /// It was deleted, and somebody else made another one of that name.
        case recreated
        /// It is marked for somebody else now.
        case foreign(ForeignOwner)
    }

    /// The route, in the version that a deletion would be sent in.
    package let reference: ObjectReference
    /// The UID of the live object, or the one that was applied where there is none.
    package let uid: String?
    /// Why nothing is sent.
    package let reason: Reason

    package init(_ reference: ObjectReference, uid: String?, reason: Reason) {
        self.reference = reference
        self.uid = uid
        self.reason = reason
    }

    /// The route, by API group, namespace and name.
    package var key: RouteKey { reference.key }

    /// The name of what happens to it, in JSON.
    package var action: String {
        switch reason {
        case .gone: "gone"
        case .terminating: "terminating"
        case .recreated, .foreign: "left-alone"
        }
    }

    /// Whether the object stays because it belongs to somebody else.
    package var isLeftAlone: Bool {
        switch reason {
        case .gone, .terminating: false
        case .recreated, .foreign: true
        }
    }

    /// One sentence without a final full stop.
    package var message: String {
        switch reason {
        case .gone: "\(key) is gone already"
        case .terminating(let deletion): "\(key) \(deletion.description)"
        case .recreated:
            "\(key) was deleted and created anew by somebody else (uid \(uid ?? "unknown")); it is left alone"
        case .foreign(.stack(let lineage)):
            "\(key) belongs to another stack of openmcf now (lineage \(lineage)); it is left alone"
        case .foreign(.managers): "\(key) no longer carries this stack's mark; it is left alone"
        }
    }
}
