internal import Diagnostics
internal import GatewayAPI
internal import Nodes

/// The listeners that a route attaches to: what is needed to find routes that share one, and no more.
///
/// Places in the text are not part of it: they are looked up where there is something to say.
struct ListenerAttachments: Sendable {
    struct Attachment: Sendable {
        let parent: Parent
        let selector: ListenerSelector
        /// The element of `parentRefs`; nil for the default Gateways.
        let index: Int?
    }

    enum Parent: Sendable, Hashable {
        /// A Gateway or a ListenerSet.
        case object(kind: String, namespace: String, name: String)
        case defaultGateways
    }

    /// The kubeconfig context that the route names: listeners of two clusters have nothing to do with each other.
    let context: String?
    let namespace: String
    let all: [Attachment]

    init(_ route: RouteManifest) {
        var all: [Attachment] = []
        for (index, value) in (route.spec["parentRefs"]?.array ?? []).enumerated() {
            let reference = ParentReference(value)
            guard reference.isGateway || reference.isListenerSet else { continue }
            let parent = Parent.object(
                kind: reference.kind, namespace: reference.namespace ?? route.namespace, name: reference.name)
            let selector = ListenerSelector(section: reference.sectionName, port: reference.port)
            all.append(Attachment(parent: parent, selector: selector, index: index))
        }
        if route.spec["useDefaultGateways"] == "All" {
            all.append(Attachment(parent: .defaultGateways, selector: ListenerSelector(), index: nil))
        }
        context = route.manifest.value["metadata"]?["labels"]?[ManifestSchema.contextLabel]?.string
        namespace = route.namespace
        self.all = all
    }
}

/// Which listeners of a parent are meant: those that have the name and the port, where these are given.
struct ListenerSelector: Sendable, Hashable {
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

extension ListenerAttachments.Attachment {
    /// The field that names the listener, or else the Gateway.
    var path: FieldPath {
        guard let index else { return "spec.useDefaultGateways" }
        return WarningReport.parent(
            index, selector.section != nil ? "sectionName" : selector.port != nil ? "port" : "name")
    }

    /// The listeners in words, seen from a route.
    func text(in route: RouteKey) -> String {
        let which =
            if let section = selector.section {
                "listener \(ViolationMessage.quoted(section))"
            } else if let port = selector.port {
                "the listeners with port \(port)"
            } else {
                "every listener"
            }
        switch parent {
        case .defaultGateways: return "\(which) of the default Gateways"
        case .object(let kind, let namespace, let name):
            let full = namespace == route.namespace ? name : "\(namespace)/\(name)"
            return "\(which) of \(kind) \(ViolationMessage.quoted(full))"
        }
    }
}

/// Finds routes that certainly share a listener, one route after the other: of them only the oldest gets connections.
///
/// What is only possible is not reported: a listener named by one route may or may not have the port that another names.
struct ListenerClaims {
    /// An attachment of a route, and the first other route's that has the same listener.
    struct Clash: Sendable {
        let attachment: Int
        /// The number of the first route, as it was entered, and of its attachment.
        let first: Claim
    }

    /// An attachment of a route, both by number: there may be as many claims as there are files.
    struct Claim: Sendable {
        let route: Int
        let attachment: Int
    }

    private struct Place: Hashable {
        let context: String?
        let parent: ListenerAttachments.Parent
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

        mutating func enter(_ claim: Claim, isExact: Bool = true) {
            if within == nil { within = claim }
            if isExact, exact == nil { exact = claim }
        }
    }

    private var claims: [Place: [Scope: Claims]] = [:]

    /// Enters a route under a number that is higher than those before; each of its attachments clashes at most once.
    mutating func enter(_ attachments: ListenerAttachments, as route: Int) -> [Clash] {
        let places = attachments.all.map { Place(context: attachments.context, parent: $0.parent) }
        let clashes = attachments.all.indices.compactMap { index in
            first(attachments.all[index].selector, attachments.namespace, at: places[index]).map {
                Clash(attachment: index, first: $0)
            }
        }
        // Only now: a route is no rival of itself.
        for (index, place) in places.enumerated() {
            let claim = Claim(route: route, attachment: index)
            enter(claim, attachments.all[index].selector, attachments.namespace, at: place)
        }
        return clashes
    }

    /// The earliest claim on listeners of which some are certainly meant by the selector as well.
    private func first(_ selector: ListenerSelector, _ namespace: String, at place: Place) -> Claim? {
        guard let claims = claims[place] else { return nil }
        var first = claims[Scope(selector, namespace)]?.within
        for broader in selector.broader {
            guard let claim = claims[Scope(broader, namespace)]?.exact else { continue }
            if first.map({ claim.route < $0.route }) ?? true { first = claim }
        }
        return first
    }

    private mutating func enter(
        _ claim: Claim, _ selector: ListenerSelector, _ namespace: String, at place: Place
    ) {
        claims[place, default: [:]][Scope(selector, namespace), default: Claims()].enter(claim)
        for broader in selector.broader {
            claims[place, default: [:]][Scope(broader, namespace), default: Claims()].enter(claim, isExact: false)
        }
    }
}
