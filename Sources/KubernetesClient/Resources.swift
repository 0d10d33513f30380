internal import Nodes

/// A kind of object in the API, as requests address it.
package struct ResourceType: Sendable, Hashable {
    /// Empty for the core group.
    package let group: String
    package let version: String
    /// Such as `tcproutes`.
    package let plural: String
    package let isNamespaced: Bool

    package init(group: String, version: String, plural: String, isNamespaced: Bool = true) {
        self.group = group
        self.version = version
        self.plural = plural
        self.isNamespaced = isNamespaced
    }

    package static let namespaces = ResourceType(group: "", version: "v1", plural: "namespaces", isNamespaced: false)

    /// The `apiVersion` of the objects.
    package var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }

    /// The path of an object, or of the list where no name is given.
    ///
    /// A cluster-scoped resource has no namespace in its path; a namespaced one without it is listed in all.
    func path(namespace: String?, name: String? = nil) -> String {
        var path = group.isEmpty ? "/api/\(version)" : "/apis/\(group)/\(version)"
        if isNamespaced, let namespace { path += "/namespaces/" + APIRequest.encoded(namespace) }
        path += "/" + plural
        if let name { path += "/" + APIRequest.encoded(name) }
        return path
    }
}

/// A resource that the server serves.
package struct ServedResource: Sendable, Equatable {
    package let type: ResourceType
    package let kind: String
    /// Such as `list` and `patch`.
    package let verbs: [String]
}

/// The version of the server.
package struct ServerVersion: Sendable, Equatable {
    /// Such as `v1.36.2`.
    package let gitVersion: String
    package let major: String
    package let minor: String
}

/// How a cluster is told from others.
package struct ServerIdentity: Sendable, Equatable {
    /// The UID of `kube-system`; nil where it may not be read.
    package let uid: String?
    package let server: String
    /// The SHA-256 of the certificate authority in hexadecimal; nil where the system's are used.
    package let certificateAuthorityHash: String?
}

extension KubernetesClient {
    /// The server's version; needs no rights.
    package func version() async throws(KubernetesError) -> ServerVersion {
        let body = try await send(APIRequest(.get, "/version")).body
        guard let gitVersion = body["gitVersion"]?.string else {
            throw unexpected("/version", "it has no 'gitVersion'")
        }
        return ServerVersion(
            gitVersion: gitVersion, major: body["major"]?.string ?? "", minor: body["minor"]?.string ?? "")
    }

    /// The versions of a group that serve a resource, in the server's order of preference.
    ///
    /// A group or version that is not served is no error; it is just not there.
    package func discover(
        group: String, resource: String = "tcproutes"
    ) async throws(KubernetesError) -> [ServedResource] {
        guard let body = try await found(APIRequest(.get, "/apis/" + APIRequest.encoded(group))) else {
            return []
        }
        guard let versions = body["versions"]?.array else { throw unexpected("/apis/\(group)", "it has no 'versions'") }
        var names = versions.compactMap { $0["version"]?.string }
        if let preferred = body["preferredVersion"]?["version"]?.string, let index = names.firstIndex(of: preferred) {
            names.remove(at: index)
            names.insert(preferred, at: 0)
        }
        var served: [ServedResource] = []
        for version in names {
            if let resource = try await self.served(resource, group: group, version: version) {
                served.append(resource)
            }
        }
        return served
    }

    private func served(
        _ plural: String, group: String, version: String
    ) async throws(KubernetesError) -> ServedResource? {
        let path = "/apis/\(APIRequest.encoded(group))/\(APIRequest.encoded(version))"
        let resources = try await found(APIRequest(.get, path))?["resources"]?.array ?? []
        guard let resource = resources.first(where: { $0["name"]?.string == plural }) else { return nil }
        return ServedResource(
            type: ResourceType(
                group: group, version: version, plural: plural, isNamespaced: resource["namespaced"]?.bool ?? true),
            kind: resource["kind"]?.string ?? "",
            verbs: (resource["verbs"]?.array ?? []).compactMap(\.string))
    }

    /// What tells this cluster from others: the UID of `kube-system` where it may be read, and always the address.
    package func clusterIdentity() async throws(KubernetesError) -> ServerIdentity {
        var uid: String?
        do {
            uid = try await get(.namespaces, namespace: nil, name: "kube-system").body["metadata"]?["uid"]?.string
        } catch  where error.code == .forbidden || error.code == .notFound {
            uid = nil
        }
        return ServerIdentity(
            uid: uid, server: configuration.server.description,
            certificateAuthorityHash: configuration.certificateAuthorityHash)
    }

    /// The body of an answer; nil for 404.
    func found(_ request: APIRequest) async throws(KubernetesError) -> Value? {
        do {
            return try await send(request).body
        } catch  where error.code == .notFound {
            return nil
        }
    }

    func unexpected(_ path: String, _ reason: String) -> KubernetesError {
        KubernetesError(
            .notKubernetes,
            "\(configuration.server) is no Kubernetes API server: of its answer to GET \(path), \(reason)",
            help: "Check the address; it comes from \(configuration.origin).",
            server: configuration.server.description, request: "GET \(path)", httpStatus: 200)
    }
}
