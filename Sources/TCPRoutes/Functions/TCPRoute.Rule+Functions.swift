// Written by scripts/generate-functions from the schema values.

extension TCPRoute.Rule {
    /// Backends that share the connections by weight.
    ///
    /// One that is missing or has no endpoints rejects its share. Takes the place of what was set before.
    ///
    /// Allowed: 1 to 16 elements.
    public func withBackendRefs(_ backendRefs: [BackendReference]) -> TCPRoute.Rule {
        set("backendRefs", to: backendRefs)
    }

    /// The same with the elements one by one.
    public func withBackendRefs(_ backendRefs: BackendReference...) -> TCPRoute.Rule {
        set("backendRefs", to: backendRefs)
    }

    /// Backends that share the connections by weight.
    ///
    /// One that is missing or has no endpoints rejects its share. Comes behind what was set before.
    ///
    /// Allowed: 1 to 16 elements.
    public func withBackendRefsMixin(_ backendRefs: [BackendReference]) -> TCPRoute.Rule {
        append(backendRefs, to: "backendRefs")
    }

    /// The same with the elements one by one.
    public func withBackendRefsMixin(_ backendRefs: BackendReference...) -> TCPRoute.Rule {
        append(backendRefs, to: "backendRefs")
    }

    /// Name of the rule, to refer to it by.
    ///
    /// Allowed: 1 to 253 characters; a lowercase RFC 1123 subdomain: letters a-z, digits, '-' and '.', each part
    /// starting and ending with a letter or digit.
    public func withName(_ name: String) -> TCPRoute.Rule { set("name", to: name) }
}
