internal import Diagnostics
internal import GatewayAPI
internal import Routing
internal import Values

/// What is wrong with a route only beside other objects; its place is looked up when it is drawn.
struct RouteFinding {
    /// A second place that belongs to it.
    enum Related {
        case route(Int, FieldPath, String)
        case object(Manifest, FieldPath, String)
    }

    /// The number of the route.
    let route: Int
    let code: DiagnosticCode
    let message: String
    let path: FieldPath
    let help: String?
    var related: [Related] = []

    /// The numbers of the routes whose places are needed.
    var routes: [Int] {
        related.reduce(into: [route]) { routes, related in
            if case .route(let number, _, _) = related { routes.append(number) }
        }
    }

    /// The finding at its place; at its file, where the file has changed since it was judged.
    func diagnostic(
        _ routes: [JudgedRoute], _ manifests: [JudgedRoute.Place: Manifest], files: [String]
    ) -> Diagnostic {
        let judged = routes[route]
        let place = manifests[judged.place]?.place(of: path)
        var diagnostic = Diagnostic(
            code, message,
            at: Diagnostic.Place(
                place?.range, file: files[judged.place.input], document: judged.place.document, path: path,
                resource: judged.key?.description ?? judged.name),
            help: help)
        // An alias for the first itself has no other place than that of the alias.
        var isAlias = false
        for related in related {
            switch related {
            case .route(let number, let path, let text):
                guard let range = manifests[routes[number].place]?.range(of: path) else { continue }
                isAlias = isAlias || (place?.use != nil && place?.range == range)
                diagnostic.related.append(.init(text, at: range))
            case .object(let manifest, let path, let text):
                diagnostic.related.append(.init(text, at: manifest.range(of: path)))
            }
        }
        if isAlias {
            diagnostic.range = place?.use
        } else if let use = place?.use {
            diagnostic.related.append(.init("it is used here", at: use))
        }
        return diagnostic
    }
}

extension RouteFinding {
    /// Routes with the name of an earlier one, by number, each with its error.
    static func duplicates(among routes: [JudgedRoute]) -> (numbers: Set<Int>, findings: [RouteFinding]) {
        var firsts: [RouteKey: Int] = [:]
        firsts.reserveCapacity(routes.count)
        var findings: [RouteFinding] = []
        for (number, route) in routes.enumerated() {
            guard let key = route.key else { continue }
            guard let first = firsts[key] else {
                firsts[key] = number
                continue
            }
            findings.append(
                RouteFinding(
                    route: number, code: .duplicateRoute,
                    message: "the route \(key) is defined twice", path: "metadata.name",
                    help: "rename one, or remove it", related: [.route(first, "metadata.name", "the first is here")]))
        }
        return (Set(findings.map(\.route)), findings)
    }

    /// A route that wants a listener which an earlier one wants too; nobody knows yet which will be older.
    static func sharedListener(
        _ claim: UnseenParents.Claim, _ first: UnseenParents.Claim, listener: String? = nil, _ routes: [JudgedRoute]
    ) -> RouteFinding? {
        guard let view = routes[claim.route].view, let firstView = routes[first.route].view else { return nil }
        let what = ParentText(view, claim.parent).listeners(named: listener)
        return RouteFinding(
            route: claim.route, code: .sharedListener,
            message: "\(firstView.key) attaches to \(what) too: only the older route gets connections",
            path: ParentText(view, claim.parent).path,
            help: "name another listener with 'sectionName:', or make one route of the two",
            related: [
                .route(first.route, ParentText(firstView, first.parent).path, "\(firstView.key) attaches here")
            ])
    }
}

extension RouteFinding {
    /// A route whose listener a route of somebody else has already.
    static func shadowed(
        _ claim: UnseenParents.Claim, by other: RouteView, _ view: RouteView, listener: String?
    ) -> RouteFinding {
        let text = ParentText(view, claim.parent)
        let since =
            if case .created(let seconds) = other.age { " since \(RFC3339.day(secondsSince1970: seconds))" } else { "" }
        return RouteFinding(
            route: claim.route, code: .shadowed,
            message:
                "\(other.key) has \(text.listeners(named: listener))\(since): the route will get no connections there",
            path: text.path,
            help:
                "name another listener with 'sectionName:', or have \(other.key) deleted first: the oldest route serves"
        )
    }
}
