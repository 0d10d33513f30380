package import Values

/// How a cluster is told from others, without any credential.
package struct ClusterIdentity: Sendable, Equatable {
    /// The UID of the namespace `kube-system`.
    package var uid: String?
    /// The server's URL.
    package var server: String?
    /// The SHA-256 of the certificate authority, in hexadecimal.
    package var certificateAuthorityHash: String?
    /// Members that a newer version of the format added.
    package var extra: Object = [:]

    package init(uid: String? = nil, server: String? = nil, certificateAuthorityHash: String? = nil) {
        self.uid = uid
        self.server = server
        self.certificateAuthorityHash = certificateAuthorityHash
    }

    /// Whether both name the same cluster.
    ///
    /// Two UIDs decide; where one side has none, the server's URL and the authority must agree. An identity without
    /// any of these matches everything.
    package func matches(_ other: ClusterIdentity) -> Bool {
        if let uid, let otherUID = other.uid { return uid == otherUID }
        if let server, let otherServer = other.server {
            return server == otherServer && certificateAuthorityHash == other.certificateAuthorityHash
        }
        // Nothing comparable: only an identity that says nothing at all may pass.
        return isEmpty || other.isEmpty
    }

    /// Whether it says nothing of a cluster: it then matches every one.
    package var isEmpty: Bool { uid == nil && server == nil }
}

extension ClusterIdentity: CustomStringConvertible {
    /// Such as "https://10.0.0.1:6443 (uid 6e1f…)".
    package var description: String {
        switch (server, uid) {
        case (let server?, let uid?): "\(server) (uid \(uid))"
        case (let server?, nil): server
        case (nil, let uid?): "the cluster with uid \(uid)"
        case (nil, nil): "an unknown cluster"
        }
    }
}
