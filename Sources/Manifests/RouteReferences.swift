internal import GatewayAPI
internal import Nodes

/// A parent of a valid route, defaults filled in.
struct ParentReference {
    let group: String
    let kind: String
    let namespace: String?
    let name: String
    let sectionName: String?
    let port: Int64?

    init(_ value: Value) {
        group = value["group"]?.string ?? TCPRouteSchema.group
        kind = value["kind"]?.string ?? "Gateway"
        namespace = value["namespace"]?.string
        name = value["name"]?.string ?? ""
        sectionName = value["sectionName"]?.string
        port = value["port"]?.integer
    }

    var isGateway: Bool { kind == "Gateway" && group == TCPRouteSchema.group }
    var isListenerSet: Bool { kind == "ListenerSet" && group == TCPRouteSchema.group }
    var isService: Bool { kind == "Service" && group.isEmpty }
}

/// A backend of a valid route, defaults filled in.
struct BackendReference {
    let group: String
    let kind: String
    let namespace: String?
    let name: String
    let port: Int64?
    let weight: Int64

    init(_ value: Value) {
        group = value["group"]?.string ?? ""
        kind = value["kind"]?.string ?? "Service"
        namespace = value["namespace"]?.string
        name = value["name"]?.string ?? ""
        port = value["port"]?.integer
        weight = value["weight"]?.integer ?? 1
    }

    var isService: Bool { kind == "Service" && group.isEmpty }

    var text: String {
        "\(kind) \(ViolationMessage.quoted(name))" + (port.map { " port \($0)" } ?? "")
    }

    /// Whether connections of both end at the same place.
    func isSameObject(as other: BackendReference, in namespace: String) -> Bool {
        name == other.name && port == other.port && kind == other.kind && group == other.group
            && (self.namespace ?? namespace) == (other.namespace ?? namespace)
    }
}

extension Value {
    /// An integer as the API server takes one: `5432.0` is 5432.
    fileprivate var integer: Int64? {
        switch self {
        case .int(let int): int
        case .double(let double): Int64(exactly: double)
        default: nil
        }
    }
}
