/// What of the API a path names.
struct ResourceRequest: Sendable {
    let resource: Resource
    /// Nil for all namespaces, and for objects that have none.
    let namespace: String?
    let name: String?
    let subresource: String?

    /// - Returns: nil when the path names nothing that is served.
    init?(path: [String]) {
        var steps = path[...]
        var group = ""
        switch steps.popFirst() {
        case "api": break
        case "apis":
            guard let name = steps.popFirst() else { return nil }
            group = name
        default: return nil
        }
        guard let version = steps.popFirst() else { return nil }
        func find(_ plural: String?) -> Resource? {
            plural.flatMap { Resource.find(group: group, version: version, plural: $0) }
        }
        var namespace: String?
        if steps.first == "namespaces", steps.count >= 3, find(steps.dropFirst(2).first)?.isNamespaced == true {
            namespace = steps.dropFirst().first
            steps = steps.dropFirst(2)
        }
        guard let resource = find(steps.popFirst()), steps.count <= 2 else { return nil }
        self.resource = resource
        self.namespace = namespace
        name = steps.popFirst()
        subresource = steps.popFirst()
        // An object of a namespace is not found without it, and no other subresource is served.
        if resource.isNamespaced, namespace == nil, name != nil { return nil }
        if let subresource, subresource != "status" { return nil }
    }
}
