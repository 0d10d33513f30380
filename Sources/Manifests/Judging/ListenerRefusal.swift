internal import Diagnostics
internal import GatewayAPI
internal import Values

/// Why a listener takes no TCPRoutes of a namespace; the nearest to taking them is the greatest.
enum ListenerRefusal: Int, Comparable {
    case byProtocol, byKind, byNamespace

    init(_ listener: ListenerView) {
        if !listener.isTCP {
            self = .byProtocol
        } else {
            self = listener.kinds.isEmpty || listener.kinds.contains(.tcpRoute) ? .byNamespace : .byKind
        }
    }

    static func < (left: ListenerRefusal, right: ListenerRefusal) -> Bool { left.rawValue < right.rawValue }

    var code: DiagnosticCode {
        switch self {
        case .byProtocol: .listenerProtocol
        case .byKind: .listenerKinds
        case .byNamespace: .listenerNamespaces
        }
    }

    /// The field of the listener that says so.
    var field: FieldPath {
        switch self {
        case .byProtocol: "protocol"
        case .byKind: "allowedRoutes.kinds"
        case .byNamespace: "allowedRoutes.namespaces"
        }
    }

    func help(_ namespace: String) -> String {
        switch self {
        case .byProtocol: "name a listener with protocol TCP, or add one to the Gateway"
        case .byKind: "add 'kind: TCPRoute' to the listener's allowedRoutes.kinds"
        case .byNamespace: "let the listener's allowedRoutes.namespaces admit namespace '\(namespace)'"
        }
    }
}
