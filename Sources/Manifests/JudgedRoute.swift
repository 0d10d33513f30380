internal import Diagnostics
internal import Nodes

/// What is remembered of a route when it has been judged.
struct JudgedRoute: Sendable {
    struct Place: Hashable, Comparable, Sendable {
        let input: Int
        let document: Int
        /// The item of the document, where it is a list.
        let item: Int?

        init(input: Int, _ manifest: Manifest) {
            self.input = input
            document = manifest.document.number
            item = manifest.item
        }

        static func < (left: Place, right: Place) -> Bool {
            (left.input, left.document, left.item ?? 0) < (right.input, right.document, right.item ?? 0)
        }
    }

    let place: Place
    let name: String
    /// The identity of a valid route.
    var key: RouteKey?
    /// The listeners that a valid route attaches to.
    var listeners: ListenerAttachments?
    /// What is kept of it, when routes are.
    var kept: KeptRoute?
}

/// A manifest, and the route where it is valid; an object, so that a route that is not kept has no room for it.
final class KeptRoute: Sendable {
    let manifest: Manifest
    let route: RouteManifest?

    init(_ manifest: Manifest, _ route: RouteManifest?) {
        self.manifest = manifest
        self.route = route
    }
}

/// Two routes that cannot both be meant: the same name twice, or the same listener.
struct Clash {
    /// The later route and the first, by number.
    let route: Int
    let first: Int
    /// The attachments that share a listener, by number; nil for the same name.
    let listener: (attachment: Int, first: Int)?

    static func all(among routes: [JudgedRoute]) -> [Clash] {
        var clashes: [Clash] = []
        var firsts: [RouteKey: Int] = [:]
        firsts.reserveCapacity(routes.count)
        var claims = ListenerClaims()
        for (number, route) in routes.enumerated() {
            guard let key = route.key else { continue }
            if let first = firsts[key] {
                clashes.append(Clash(route: number, first: first, listener: nil))
                continue
            }
            firsts[key] = number
            guard let listeners = route.listeners else { continue }
            clashes += claims.enter(listeners, as: number).map {
                Clash(route: number, first: $0.first.route, listener: ($0.attachment, $0.first.attachment))
            }
        }
        return clashes
    }

    /// The clash at the place of the later route; at its file, where the file has changed since it was judged.
    func diagnostic(
        _ routes: [JudgedRoute], _ manifests: [JudgedRoute.Place: Manifest], files: [String]
    ) -> Diagnostic {
        let (later, earlier) = (routes[route], routes[first])
        let key = later.key?.description ?? later.name
        var diagnostic: Diagnostic
        let path: FieldPath
        let firstPath: FieldPath
        let firstText: String
        if let listener, let attachment = later.listeners?.all[listener.attachment],
            let firstAttachment = earlier.listeners?.all[listener.first], let laterKey = later.key
        {
            let firstKey = earlier.key?.description ?? earlier.name
            (path, firstPath, firstText) = (attachment.path, firstAttachment.path, "\(firstKey) attaches here")
            diagnostic = Diagnostic(
                .warning, .sharedListener,
                "\(firstKey) attaches to \(attachment.text(in: laterKey)) too: only the older route gets connections",
                help: "name another listener with 'sectionName:', or make one route of the two")
        } else {
            (path, firstPath, firstText) = ("metadata.name", "metadata.name", "the first is here")
            diagnostic = Diagnostic(
                .error, .duplicateRoute, "the route \(key) is defined twice", help: "rename one, or remove it")
        }
        diagnostic.path = path.description
        diagnostic.resource = key
        diagnostic.document = later.place.document
        diagnostic.file = files[later.place.input]
        let place = manifests[later.place]?.place(of: path)
        let firstRange = manifests[earlier.place]?.range(of: firstPath)
        // An alias for the first itself has no other place than that of the alias.
        let isAlias = place?.use != nil && place?.range == firstRange
        diagnostic.range = isAlias ? place?.use : place?.range
        if let firstRange { diagnostic.related.append(.init(firstText, at: firstRange)) }
        if !isAlias, let use = place?.use { diagnostic.related.append(.init("it is used here", at: use)) }
        return diagnostic
    }
}
