// Written by scripts/generate-functions from the schema values.

extension BackendReference {
    /// API group of the backend; "" is the core group, which has Service.
    ///
    /// Allowed: at most 253 characters; an API group such as 'gateway.networking.k8s.io', or "" for the core group;
    /// `""` where it is not set.
    public func withGroup(_ group: String) -> BackendReference { set("group", to: group) }

    /// Kind of the backend.
    ///
    /// Others than Service depend on the controller.
    ///
    /// Allowed: 1 to 63 characters; a kind such as 'Service': letters, digits and '-', starting with a letter and
    /// ending with a letter or digit; `"Service"` where it is not set.
    public func withKind(_ kind: String) -> BackendReference { set("kind", to: kind) }

    /// Name of the Service, or of the other backend.
    ///
    /// Allowed: 1 to 253 characters.
    public func withName(_ name: String) -> BackendReference { set("name", to: name) }

    /// Namespace of the backend; the route's own when left out.
    ///
    /// Another one needs a ReferenceGrant there.
    ///
    /// Allowed: 1 to 63 characters; a lowercase RFC 1123 label: letters a-z, digits and '-', starting and ending with a
    /// letter or digit.
    public func withNamespace(_ namespace: String) -> BackendReference { set("namespace", to: namespace) }

    /// Port of the backend; required for a Service.
    ///
    /// Allowed: 1 to 65535.
    public func withPort(_ port: Int) -> BackendReference { set("port", to: port) }

    /// Share of the connections, relative to the sum of all weights of the rule; 0 gets none.
    ///
    /// Allowed: 0 to 1000000; `1` where it is not set.
    public func withWeight(_ weight: Int) -> BackendReference { set("weight", to: weight) }
}
