internal import Diagnostics
internal import Nodes

/// The listeners that a route attaches to: what is needed to find routes that share one, and no more.
struct ListenerAttachments: Sendable {
    struct Attachment: Sendable {
        let parent: Parent
        let selector: ListenerSelector
        /// The field that names the listener, or else the Gateway.
        let path: FieldPath
        let place: (range: SourceRange, use: SourceRange?)
    }

    enum Parent: Sendable, Hashable {
        /// A Gateway or a ListenerSet.
        case object(kind: String, namespace: String, name: String)
        case defaultGateways
    }

    let route: RouteKey
    /// The kubeconfig context that the route names: listeners of two clusters have nothing to do with each other.
    let context: String?
    let document: Int
    let all: [Attachment]

    init(_ route: RouteManifest) {
        let manifest = route.manifest
        var all: [Attachment] = []
        func attach(_ parent: Parent, _ selector: ListenerSelector, _ path: FieldPath) {
            all.append(Attachment(parent: parent, selector: selector, path: path, place: manifest.place(of: path)))
        }
        for (index, value) in (route.spec["parentRefs"]?.array ?? []).enumerated() {
            let reference = ParentReference(value)
            guard reference.isGateway || reference.isListenerSet else { continue }
            let field = reference.sectionName != nil ? "sectionName" : reference.port != nil ? "port" : "name"
            attach(
                .object(
                    kind: reference.kind, namespace: reference.namespace ?? route.namespace, name: reference.name),
                ListenerSelector(section: reference.sectionName, port: reference.port),
                FieldPath([.key("spec"), .key("parentRefs"), .index(index), .key(field)]))
        }
        if route.spec["useDefaultGateways"] == "All" {
            attach(.defaultGateways, ListenerSelector(), "spec.useDefaultGateways")
        }
        self.route = route.key
        context = manifest.value["metadata"]?["labels"]?[RouteManifest.contextLabel]?.string
        document = manifest.document.number
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
    /// The listeners in words, seen from a route.
    fileprivate func text(in route: RouteKey) -> String {
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
    private struct Place: Hashable {
        let context: String?
        let parent: ListenerAttachments.Parent
    }

    private struct Claim {
        let order: Int
        let route: RouteKey
        let place: (range: SourceRange, use: SourceRange?)
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

    private var claims: [Place: [ListenerSelector: Claims]] = [:]
    private var count = 0

    /// Enters a route; each of its attachments is reported once, against the first route that has the same listener.
    mutating func enter(_ attachments: ListenerAttachments) -> [Diagnostic] {
        var found: [Diagnostic] = []
        let places = attachments.all.map { Place(context: attachments.context, parent: $0.parent) }
        for (attachment, place) in zip(attachments.all, places) {
            // The same route twice is an error of its own.
            if let first = first(attachment.selector, at: place), first.route != attachments.route {
                found.append(diagnostic(attachment, of: attachments, first))
            }
        }
        // Only now: a route is no rival of itself.
        for (attachment, place) in zip(attachments.all, places) {
            let claim = Claim(order: count, route: attachments.route, place: attachment.place)
            enter(claim, attachment.selector, at: place)
        }
        count += 1
        return found
    }

    /// The earliest claim on listeners of which some are certainly meant by the selector as well.
    private func first(_ selector: ListenerSelector, at place: Place) -> Claim? {
        guard let claims = claims[place] else { return nil }
        var first = claims[selector]?.within
        for broader in selector.broader {
            guard let claim = claims[broader]?.exact else { continue }
            if first.map({ claim.order < $0.order }) ?? true { first = claim }
        }
        return first
    }

    private mutating func enter(_ claim: Claim, _ selector: ListenerSelector, at place: Place) {
        claims[place, default: [:]][selector, default: Claims()].enter(claim)
        for broader in selector.broader {
            claims[place, default: [:]][broader, default: Claims()].enter(claim, isExact: false)
        }
    }

    private func diagnostic(
        _ attachment: ListenerAttachments.Attachment, of attachments: ListenerAttachments, _ first: Claim
    ) -> Diagnostic {
        var related = [Diagnostic.Related("\(first.route) attaches here", at: first.place.range)]
        if let use = attachment.place.use { related.append(.init("it is used here", at: use)) }
        return Diagnostic(
            .warning, .sharedListener,
            "\(first.route) attaches to \(attachment.text(in: attachments.route)) too: only the older route gets connections",
            path: attachment.path.description, document: attachments.document, range: attachment.place.range,
            resource: attachments.route.description,
            help: "name another listener with 'sectionName:', or make one route of the two",
            related: related)
    }
}
