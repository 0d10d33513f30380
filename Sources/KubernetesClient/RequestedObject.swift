internal import Values

/// The object that a request is about: what an answer has to be before it counts as this object's.
///
/// Servers in between (a login page, a load balancer, a cache) answer in a server's name, with success or with 404, and
/// know nothing of the object; only an answer that names it proves anything about it.
struct RequestedObject {
    let type: ResourceType
    let namespace: String?
    let name: String
    /// Such as `TCPRoute`; nil where the caller does not know it.
    var kind: String?
    /// Nil where any UID will do.
    var uid: String?

    init(_ type: ResourceType, namespace: String?, name: String, kind: String? = nil, uid: String? = nil) {
        self.type = type
        self.namespace = type.isNamespaced ? namespace : nil
        self.name = name
        self.kind = kind
        self.uid = uid
    }

    /// Why a value is not this object, as the rest of a sentence; nil when it is.
    func mismatch(_ value: Value) -> String? {
        guard value.object != nil else { return "it is no object" }
        let kind = value["kind"]?.string ?? ""
        if kind == "Status" || (self.kind != nil && kind != self.kind) {
            return kind.isEmpty ? "it has no 'kind'" : "it is a \(kind)"
        }
        let metadata = value["metadata"]
        guard metadata?["name"]?.string == name, metadata?["namespace"]?.string == namespace else {
            guard let other = metadata?["name"]?.string else { return "it has no 'metadata.name'" }
            let place = metadata?["namespace"]?.string.map { "\($0)/" } ?? ""
            return "it is the object '\(place)\(other)'"
        }
        guard let found = metadata?["uid"]?.string, !found.isEmpty else { return "it has no 'metadata.uid'" }
        if let uid, uid != found { return "it is another object of that name, with the UID \(found)" }
        return nil
    }

    /// Whether a `Status` is about this object: by its details, or, where it has none, by the name in its message.
    func isSubject(of status: APIStatus) -> Bool {
        guard let name = status.name else { return status.kind == nil && status.message.contains("\"\(self.name)\"") }
        // The details name the resource; singular and kind are taken for it too.
        return name == self.name
            && status.kind.map { type.plural == $0 || type.plural.hasPrefix($0.lowercased()) } ?? true
            && status.group.map { $0 == type.group } ?? true
    }
}
