package import GatewayAPI

/// Finds routes that certainly share a listener of a parent that is not known, one route after the other.
///
/// Of those only the oldest gets connections. What is only possible is not found: a listener named by one route may or
/// may not have the port that another names.
package struct UnseenParents {
    /// A parent of a route, both by number; nil for the default Gateways.
    package struct Claim: Sendable {
        /// The number that the route was entered under.
        package let route: Int
        /// The index of the parent in `parentRefs`.
        package let parent: Int?

        package init(route: Int, parent: Int?) { (self.route, self.parent) = (route, parent) }
    }

    /// A parent of a route, and the first other route's that means the same listener.
    package struct Clash: Sendable {
        /// The later claim, which gets no connections while the first is there.
        package let claim: Claim
        /// The claim that was entered before it.
        package let first: Claim
    }

    private enum Parent: Hashable {
        /// A Gateway or a ListenerSet.
        case object(kind: String, ObjectKey)
        case defaultGateways
    }

    /// What routes have in common that share a listener.
    private struct Scope: Hashable {
        let selector: ListenerSelector
        /// Where no listener is named, that of the routes: a Gateway may have listeners for each namespace.
        let namespace: String?

        init(_ selector: ListenerSelector, _ namespace: String) {
            self.selector = selector
            self.namespace = selector == ListenerSelector() ? namespace : nil
        }
    }

    /// The first claim on exactly these listeners, and the first on these or some of them.
    private struct Claims {
        var exact: Claim?
        var within: Claim?

        mutating func enter(_ claim: Claim, isExact: Bool) {
            if within == nil { within = claim }
            if isExact, exact == nil { exact = claim }
        }
    }

    private var claims: [Parent: [Scope: Claims]] = [:]
    private let known: Set<ObjectKey>

    /// - Parameter known: the Gateways that are known, whose listeners tell more.
    package init(known: Set<ObjectKey> = []) { self.known = known }

    /// Enters a route under a number that is higher than those before; each of its parents clashes at most once.
    package mutating func enter(_ route: RouteView, as number: Int) -> [Clash] {
        let wanted = references(of: route)
        let clashes = wanted.compactMap { parent, selector, index in
            first(selector, route.key.namespace, at: parent).map {
                Clash(claim: Claim(route: number, parent: index), first: $0)
            }
        }
        // Only now: a route is no rival of itself.
        for (parent, selector, index) in wanted {
            enter(Claim(route: number, parent: index), selector, route.key.namespace, at: parent)
        }
        return clashes
    }

    private func references(of route: RouteView) -> [(Parent, ListenerSelector, index: Int?)] {
        var references: [(Parent, ListenerSelector, index: Int?)] = []
        for (index, reference) in route.parents.enumerated() {
            let key = reference.key(from: route.key.namespace)
            guard reference.isGateway && !known.contains(key) || reference.isListenerSet else { continue }
            let selector = ListenerSelector(section: reference.sectionName, port: reference.port)
            references.append((.object(kind: reference.kind, key), selector, index))
        }
        if route.usesDefaultGateways { references.append((.defaultGateways, ListenerSelector(), nil)) }
        return references
    }

    /// The earliest claim on listeners of which some are certainly meant by the selector as well.
    private func first(_ selector: ListenerSelector, _ namespace: String, at parent: Parent) -> Claim? {
        guard let claims = claims[parent] else { return nil }
        var first = claims[Scope(selector, namespace)]?.within
        for broader in selector.broader {
            guard let claim = claims[Scope(broader, namespace)]?.exact else { continue }
            if first.map({ claim.route < $0.route }) ?? true { first = claim }
        }
        return first
    }

    private mutating func enter(
        _ claim: Claim, _ selector: ListenerSelector, _ namespace: String, at parent: Parent
    ) {
        claims[parent, default: [:]][Scope(selector, namespace), default: Claims()].enter(claim, isExact: true)
        for broader in selector.broader {
            claims[parent, default: [:]][Scope(broader, namespace), default: Claims()].enter(claim, isExact: false)
        }
    }
}

/// Which listeners of a parent are meant: those that have the name and the port, where these are given.
private struct ListenerSelector: Hashable {
    var section: String?
    var port: Int64?

    /// The selectors that mean these listeners and more.
    var broader: [ListenerSelector] {
        switch (section, port) {
        case (nil, nil): []
        case (nil, _), (_, nil): [ListenerSelector()]
        default: [ListenerSelector(section: section), ListenerSelector(port: port), ListenerSelector()]
        }
    }
}
