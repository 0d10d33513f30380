// Written by scripts/generate-functions from the schema values.

extension TCPRoute.Spec {
    /// Gateways that the route attaches to.
    ///
    /// Several references to one Gateway must name different listeners. Takes the place of what was set before.
    ///
    /// Allowed: at most 32 elements.
    public func withParentRefs(_ parentRefs: [ParentReference]) -> Whole { set("parentRefs", to: parentRefs) }

    /// The same with the elements one by one.
    public func withParentRefs(_ parentRefs: ParentReference...) -> Whole { set("parentRefs", to: parentRefs) }

    /// Gateways that the route attaches to.
    ///
    /// Several references to one Gateway must name different listeners. Comes behind what was set before.
    ///
    /// Allowed: at most 32 elements.
    public func withParentRefsMixin(_ parentRefs: [ParentReference]) -> Whole { append(parentRefs, to: "parentRefs") }

    /// The same with the elements one by one.
    public func withParentRefsMixin(_ parentRefs: ParentReference...) -> Whole { append(parentRefs, to: "parentRefs") }

    /// Where connections go.
    ///
    /// A TCP route matches nothing: each connection of the listener takes the rule. Takes the place of what was set
    /// before.
    ///
    /// Allowed: 1 to 16 elements.
    public func withRules(_ rules: [TCPRoute.Rule]) -> Whole { set("rules", to: rules) }

    /// The same with the elements one by one.
    public func withRules(_ rules: TCPRoute.Rule...) -> Whole { set("rules", to: rules) }

    /// Where connections go.
    ///
    /// A TCP route matches nothing: each connection of the listener takes the rule. Comes behind what was set before.
    ///
    /// Allowed: 1 to 16 elements.
    public func withRulesMixin(_ rules: [TCPRoute.Rule]) -> Whole { append(rules, to: "rules") }

    /// The same with the elements one by one.
    public func withRulesMixin(_ rules: TCPRoute.Rule...) -> Whole { append(rules, to: "rules") }

    /// Attaches the route to the cluster's default Gateways as well (experimental channel, GEP-3793).
    public func withUseDefaultGateways(_ useDefaultGateways: TCPRoute.UseDefaultGateways) -> Whole {
        set("useDefaultGateways", to: useDefaultGateways.rawValue)
    }
}

extension TCPRoute {
    /// What `useDefaultGateways` can be.
    public enum UseDefaultGateways: String, Sendable, CaseIterable {
        /// `All`.
        case all = "All"
        /// `None`.
        case none = "None"
    }
}
