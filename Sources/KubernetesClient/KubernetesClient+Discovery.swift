internal import Values

/// A resource that the server serves.
package struct ServedResource: Sendable, Equatable {
    /// How requests address it: in one version of its group.
    package let type: ResourceType
    /// The kind of its objects, such as `TCPRoute`; empty where the server does not say.
    package let kind: String
}

/// The version of the server.
package struct ServerVersion: Sendable, Equatable {
    /// Such as `v1.36.2`.
    package let gitVersion: String
    /// Such as `1`; empty where the server does not say.
    package let major: String
    /// Such as `36` or `36+`; empty where the server does not say.
    package let minor: String

    package init(gitVersion: String, major: String, minor: String) {
        self.gitVersion = gitVersion
        self.major = major
        self.minor = minor
    }
}

/// How a cluster is told from others.
package struct ServerIdentity: Sendable, Equatable {
    /// The UID of `kube-system`; nil where it may not be read.
    package let uid: String?
    /// The server's URL.
    package let server: String
    /// The SHA-256 of the certificate authority in hexadecimal; nil where the system's are used.
    package let certificateAuthorityHash: String?
}

extension KubernetesClient {
    /// The server's version; needs no rights.
    package func version() async throws(KubernetesError) -> ServerVersion {
        try version(in: try await send(APIRequest(.get, "/version")).body)
    }

    func version(in body: Value) throws(KubernetesError) -> ServerVersion {
        guard let gitVersion = body["gitVersion"]?.string else {
            throw unexpected("/version", "it has no 'gitVersion'")
        }
        return ServerVersion(
            gitVersion: gitVersion, major: body["major"]?.string ?? "", minor: body["minor"]?.string ?? "")
    }

    /// The versions of a group that serve a resource, in the server's order of preference.
    ///
    /// A group or version that is not served is no error; it is just not there. Throws `unknownPath` when the server
    /// does not know what it serves, as while it starts.
    package func discover(
        group: String, resource: String = "tcproutes"
    ) async throws(KubernetesError) -> [ServedResource] {
        guard let body = try await versions(ofGroup: group) else { return [] }
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

    /// What the server says about a group; nil where the list of all its groups does not have it.
    ///
    /// It answers for a group that it does not serve with a bare 404, as for any other path that it does not know, so
    /// that only the list tells.
    private func versions(ofGroup group: String) async throws(KubernetesError) -> Value? {
        do {
            return try await send(APIRequest(.get, "/apis/" + APIRequest.encoded(group))).body
        } catch  where error.code == .unknownPath {
            let list = try await send(APIRequest(.get, "/apis")).body
            guard let groups = list["groups"]?.array else { throw unexpected("/apis", "it has no 'groups'") }
            if groups.contains(where: { $0["name"]?.string == group }) { throw error }
            return nil
        }
    }

    private func served(
        _ plural: String, group: String, version: String
    ) async throws(KubernetesError) -> ServedResource? {
        let path = "/apis/\(APIRequest.encoded(group))/\(APIRequest.encoded(version))"
        let body = try await send(APIRequest(.get, path)).body
        guard let resources = body["resources"]?.array else { throw unexpected(path, "it has no 'resources'") }
        guard let resource = resources.first(where: { $0["name"]?.string == plural }) else { return nil }
        return ServedResource(
            type: ResourceType(
                group: group, version: version, plural: plural, isNamespaced: resource["namespaced"]?.bool ?? true),
            kind: resource["kind"]?.string ?? "")
    }

    /// What tells this cluster from others: the UID of `kube-system` where it may be read, and always the address.
    package func clusterIdentity() async throws(KubernetesError) -> ServerIdentity {
        var uid: String?
        do {
            uid = try await namespace("kube-system")?["metadata"]?["uid"]?.string
        } catch  where error.code == .forbidden {
            uid = nil
        }
        return ServerIdentity(
            uid: uid, server: configuration.server.description,
            certificateAuthorityHash: configuration.certificateAuthorityHash)
    }

    func unexpected(_ path: String, _ reason: String, _ method: APIRequest.Method = .get) -> KubernetesError {
        let request = "\(method.rawValue) \(path)"
        return KubernetesError(
            .notKubernetes,
            "\(configuration.server) is no Kubernetes API server: of its answer to \(request), \(reason)",
            help: "Check the address; it comes from \(configuration.origin).",
            server: configuration.server.description, request: request, httpStatus: 200)
    }
}
