/// What of the API a path names.
struct ResourceRequest: Sendable {
    let resource: Resource
    /// Nil for all namespaces, and for objects that have none.
    private(set) var namespace: String?
    let name: String?
    /// A part of the object, whether there is such a part or not.
    let subresource: String?
    /// Whether the path is one of the old ones for watches: `/api/v1/watch/services`.
    let isWatch: Bool
    /// Whether the path goes on behind the subresource.
    let isTooLong: Bool

    /// - Returns: nil when the path names nothing that is served.
    init?(path: [String], of served: ServedAPI) {
        var steps = path[...]
        guard let (root, group, version) = Self.groupVersion(&steps) else { return nil }
        isWatch = steps.first == "watch"
        if isWatch { steps = steps.dropFirst() }
        func find(_ plural: String?) -> Resource? {
            plural.flatMap { served.find(root: root, group: group, version: version, plural: $0) }
        }
        var namespace: String?
        if steps.first == "namespaces", steps.count >= 3, find(steps.dropFirst(2).first)?.isNamespaced == true {
            // An empty name stands for all of them.
            namespace = steps.dropFirst().first.flatMap { $0.isEmpty ? nil : $0 }
            steps = steps.dropFirst(2)
        }
        guard let resource = find(steps.popFirst()) else { return nil }
        self.resource = resource
        self.namespace = namespace
        name = steps.popFirst()
        subresource = steps.popFirst()
        isTooLong = !steps.isEmpty
        // An object of a namespace is not found without it.
        if resource.isNamespaced, namespace == nil, name != nil { return nil }
    }

    /// The same with a namespace that the body names instead of the path.
    func located(in namespace: String) -> ResourceRequest {
        var request = self
        request.namespace = namespace
        return request
    }

    private static func groupVersion(
        _ steps: inout ArraySlice<String>
    ) -> (root: Resource.Root, group: String, version: String)? {
        var root = Resource.Root.current
        var group = ""
        switch steps.popFirst() {
        case "api": break
        case "oapi": root = .openShift
        case "apis":
            guard let name = steps.popFirst() else { return nil }
            group = name
        default: return nil
        }
        return steps.popFirst().map { (root, group, $0) }
    }

    /// Whether a path is in a group that API servers have of themselves, whatever it names there.
    static func isInOwnGroup(_ path: [String], of served: ServedAPI) -> Bool {
        var steps = path[...]
        guard let (root, group, _) = groupVersion(&steps), root == .current else { return false }
        return served.resources.contains { $0.group == group && $0.behaviour.isBuiltIn }
    }
}
