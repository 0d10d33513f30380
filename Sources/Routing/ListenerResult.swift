package import GatewayAPI

/// What becomes of a listener: whether it takes connections, which routes it has, and which of them serves.
package struct ListenerResult: Sendable {
    /// The listener as it was read.
    package let view: ListenerView
    /// The kinds that may attach: of our own controller those that it knows, of others what they say or the spec names.
    package internal(set) var supportedKinds: [RouteKind]
    /// As the condition `Accepted` of the listener says, or would say of our own.
    package internal(set) var accepted = Truth.yes
    var resolvedRefs = Truth.yes
    /// As the condition `Programmed` of the listener says, or would say of our own.
    package internal(set) var programmed = Truth.yes
    /// Listeners of the Gateway that cannot have the port together with this one, one bit each.
    package internal(set) var conflicts: UInt64 = 0
    /// What has the port instead, where that is why the listener is not accepted.
    var portHolder: PortHolder?
    /// The attached routes, by precedence.
    package internal(set) var attached: [Int] = []
    /// Routes that may be attached, by precedence.
    package internal(set) var possible: [Int] = []
    /// Routes that would be attached if the controller had not refused them, by precedence; they never serve.
    package internal(set) var refused: [Int] = []
    /// The route that gets the connections.
    package internal(set) var server: Int?
    /// Whether no route that is not known, or whose age is not, can be before the server.
    package internal(set) var isServerCertain = false
}

/// Why our own Gateway cannot have a port.
enum PortHolder: Sendable, Equatable {
    /// Another of our Gateways on the same address.
    case gateway(ObjectKey)
    case otherProcess
    /// Ports like it are for privileged processes.
    case privilege
    /// What the system says.
    case system(String)
}

extension ListenerResult {
    /// The listener as messages name it.
    package var text: String { "\(view.name) :\(view.port)" }

    /// The routes of which each would serve if it came first, by their numbers: they are attached, or may be.
    package var contenders: [Int] { attached + possible }
    /// The contenders and those that the controller refused.
    package var claimants: [Int] { contenders + refused }
}
