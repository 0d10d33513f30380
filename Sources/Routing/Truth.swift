/// An answer that may be unknown.
package enum Truth: Sendable, Equatable {
    case yes
    case no(Reason)
    case unknown(Unknown)

    /// Whether it is certainly not so; false where that is unknown.
    package var isNo: Bool { if case .no = self { true } else { false } }
    /// The reason of a no; nil for a yes and where it is unknown.
    package var reason: Reason? { if case .no(let reason) = self { reason } else { nil } }
}

/// Why a route, a backend, a listener or a Gateway is not as it is to be.
package enum Reason: String, Sendable {
    // Reasons of conditions, spelled as the API spells them.
    case noMatchingParent = "NoMatchingParent"
    case notAllowedByListeners = "NotAllowedByListeners"
    case refNotPermitted = "RefNotPermitted"
    case invalidKind = "InvalidKind"
    case backendNotFound = "BackendNotFound"
    case unsupportedValue = "UnsupportedValue"
    case unsupportedProtocol = "UnsupportedProtocol"
    case portUnavailable = "PortUnavailable"
    case protocolConflict = "ProtocolConflict"
    case invalidRouteKinds = "InvalidRouteKinds"
    case invalid = "Invalid"
    case pending = "Pending"
    case listenersNotValid = "ListenersNotValid"
    case invalidParameters = "InvalidParameters"
    case unsupportedAddress = "UnsupportedAddress"
    case addressNotUsable = "AddressNotUsable"
    // What no condition says.
    /// The parent is certainly not there.
    case parentMissing
    /// The Service has no endpoint that is ready.
    case noEndpoints
    // What the live object says of itself, against what is expected of it.
    /// The controller says that it does no TCPRoutes.
    case controllerWithoutTCPRoutes
    case classNotAccepted
    case classMissing
    /// The controller says that it will not have the route.
    case refusedByController
    case gatewayNotAccepted
    case gatewayNotProgrammed
    case listenerNotAccepted
    case listenerNotProgrammed
}

/// What would have to be known for an answer.
package enum Unknown: Sendable, Equatable {
    /// The parent was not given, or may not be read.
    case parent
    /// The labels of the route's namespace, which a listener selects by.
    case namespaceLabels
    /// What the specification leaves to the controller.
    case controllersChoice
    case service
    case grant
    case endpoints
}
