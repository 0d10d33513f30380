internal import Diagnostics
internal import GatewayAPI
internal import Values

/// A parent of a route in words, and where it stands.
struct ParentText {
    private let route: RouteView
    private let index: Int?
    private let reference: ParentReference?

    /// - Parameter index: the element of parentRefs; nil for the default Gateways.
    init(_ route: RouteView, _ index: Int?) {
        (self.route, self.index) = (route, index)
        reference = index.map { route.parents[$0] }
    }

    /// The field that names the listener, or else the parent.
    var path: FieldPath {
        guard let index, let reference else { return "spec.useDefaultGateways" }
        return WarningReport.parent(
            index, reference.sectionName != nil ? "sectionName" : reference.port != nil ? "port" : "name")
    }

    /// The field with its name.
    var namePath: FieldPath { index.map { WarningReport.parent($0, "name") } ?? path }

    var key: ObjectKey? { reference?.key(from: route.key.namespace) }

    /// `Gateway 'gw'`, with the namespace where that is not the route's.
    var parent: String {
        guard let reference else { return "the default Gateways" }
        let key = reference.key(from: route.key.namespace)
        let full = key.namespace == route.key.namespace ? key.name : key.description
        return "\(reference.kind) \(ViolationMessage.quoted(full))"
    }

    /// The listeners that are meant: `listener 'tcp' of Gateway 'gw'`.
    func listeners(named name: String? = nil) -> String {
        let which =
            if let section = name ?? reference?.sectionName {
                "listener \(ViolationMessage.quoted(section))"
            } else if let port = reference?.port {
                "the listeners with port \(port)"
            } else {
                "every listener"
            }
        return "\(which) of \(parent)"
    }
}
