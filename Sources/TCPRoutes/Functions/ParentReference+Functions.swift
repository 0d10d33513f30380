// Written by scripts/generate-functions from the schema values.

extension ParentReference {
    /// API group of the parent.
    ///
    /// A Service in a mesh has the core group, written as "".
    ///
    /// Allowed: at most 253 characters; an API group such as 'gateway.networking.k8s.io', or "" for the core group;
    /// `"gateway.networking.k8s.io"` where it is not set.
    public func withGroup(_ group: String) -> ParentReference { set("group", to: group) }

    /// Kind of the parent: a Gateway, or a Service in a mesh.
    ///
    /// Allowed: 1 to 63 characters; a kind such as 'Service': letters, digits and '-', starting with a letter and
    /// ending with a letter or digit; `"Gateway"` where it is not set.
    public func withKind(_ kind: String) -> ParentReference { set("kind", to: kind) }

    /// Name of the Gateway, or of the other parent.
    ///
    /// Allowed: 1 to 253 characters.
    public func withName(_ name: String) -> ParentReference { set("name", to: name) }

    /// Namespace of the parent; the route's own when left out.
    ///
    /// The listener's allowedRoutes decides whether it accepts routes from elsewhere.
    ///
    /// Allowed: 1 to 63 characters; a lowercase RFC 1123 label: letters a-z, digits and '-', starting and ending with a
    /// letter or digit.
    public func withNamespace(_ namespace: String) -> ParentReference { set("namespace", to: namespace) }

    /// Listener of the Gateway, by port.
    ///
    /// Prefer sectionName: a port ties the route to the Gateway's numbering.
    ///
    /// Allowed: 1 to 65535.
    public func withPort(_ port: Int) -> ParentReference { set("port", to: port) }

    /// Listener of the Gateway, by name.
    ///
    /// Left out, the route attaches to every TCP listener.
    ///
    /// Allowed: 1 to 253 characters; a lowercase RFC 1123 subdomain: letters a-z, digits, '-' and '.', each part
    /// starting and ending with a letter or digit.
    public func withSectionName(_ sectionName: String) -> ParentReference { set("sectionName", to: sectionName) }
}
