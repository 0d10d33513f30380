internal import GatewayAPI
internal import Nodes
internal import YAML

/// The grant that lets the TCPRoutes of one namespace use a backend of another.
struct ReferenceGrant: Hashable {
    let source: String
    let namespace: String
    let group: String
    let kind: String
    let name: String

    init(from source: String, to backend: BackendReference, in namespace: String) {
        (self.source, self.namespace) = (source, namespace)
        (group, kind, name) = (backend.group, backend.kind, backend.name)
    }

    /// The object as YAML, without the last line break.
    ///
    /// v1beta1 is what every release of Gateway API serves.
    var text: String {
        let object: Value = [
            "apiVersion": .string("\(TCPRouteSchema.group)/v1beta1"), "kind": "ReferenceGrant",
            "metadata": ["name": .string(objectName), "namespace": .string(namespace)],
            "spec": [
                "from": [
                    [
                        "group": .string(TCPRouteSchema.group), "kind": .string(TCPRouteSchema.kind),
                        "namespace": .string(source),
                    ]
                ],
                "to": [["group": .string(group), "kind": .string(kind), "name": .string(name)]],
            ],
        ]
        return String(YAMLWriter.text(object).dropLast())
    }

    /// A name of its own for each pair, so that one grant does not replace another.
    private var objectName: String {
        let prefix = "tcproutes-from-\(source)"
        let target = kind == "Service" ? name : "\(kind.lowercased())-\(name)"
        let full = "\(prefix)-to-\(target)"
        return ObjectNames.isObject(full) ? full : prefix
    }
}
