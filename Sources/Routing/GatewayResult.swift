package import GatewayAPI
internal import Values

/// Whose controller a Gateway has.
package enum Controller: Sendable, Equatable {
    /// Our own, and it accepts the class.
    case own
    /// Another, by its name.
    case other(String)
    /// The class is not known, or is our own controller's and not accepted.
    case unknown
}

/// What becomes of a Gateway: whether its controller takes it, and what its listeners come to.
package struct GatewayResult: Sendable {
    /// The Gateway as it was read.
    package let view: GatewayView
    /// Who writes its status, and by whose rules it is judged.
    package let controller: Controller
    /// As the condition `Accepted` says, or would say of our own; another controller's silence is a yes.
    package internal(set) var accepted = Truth.yes
    /// As the condition `Programmed` says, or would say of our own; another controller's silence is a yes.
    package internal(set) var programmed = Truth.yes
    /// Its listeners in the order of the spec, at most 64.
    package internal(set) var listeners: [ListenerResult]

    /// The first of its listeners in words, and how many more there are.
    package var listenerNames: String { English.first(8, of: listeners.map(\.text)) }
}

/// What becomes of a GatewayClass.
package struct ClassResult: Sendable {
    /// The class as it was read.
    package let view: GatewayClassView
    /// Whether it names our own controller.
    package let isOwn: Bool
    /// Whether its controller has accepted it, or our own would.
    package let accepted: Truth
}
