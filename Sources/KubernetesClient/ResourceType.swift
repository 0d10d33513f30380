/// A kind of object in the API, as requests address it.
package struct ResourceType: Sendable, Hashable {
    /// Empty for the core group.
    package let group: String
    /// The version, such as `v1alpha2`.
    package let version: String
    /// Such as `tcproutes`.
    package let plural: String
    /// Whether its objects live in namespaces.
    package let isNamespaced: Bool

    package init(group: String, version: String, plural: String, isNamespaced: Bool = true) {
        self.group = group
        self.version = version
        self.plural = plural
        self.isNamespaced = isNamespaced
    }

    /// The namespaces themselves.
    package static let namespaces = ResourceType(group: "", version: "v1", plural: "namespaces", isNamespaced: false)

    /// The `apiVersion` of the objects.
    package var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }

    /// The path of an object or of a part of it, or of the list where no name is given.
    ///
    /// A cluster-scoped resource has no namespace in its path; a namespaced one without it is listed in all.
    func path(namespace: String?, name: String? = nil, _ subresource: Subresource? = nil) -> String {
        var path = group.isEmpty ? "/api/\(version)" : "/apis/\(group)/\(version)"
        if isNamespaced, let namespace { path += "/namespaces/" + APIRequest.encoded(namespace) }
        path += "/" + plural
        if let name { path += "/" + APIRequest.encoded(name) }
        if let subresource { path += "/" + subresource.rawValue }
        return path
    }
}
