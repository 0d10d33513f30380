internal import Diagnostics
internal import GatewayAPI
internal import Nodes

/// Reads inputs and judges their routes, each input as soon as it is read.
///
/// What is not kept is let go at once, so that the memory for a validation does not grow with the number of files.
/// Only a route that takes a name from another manifest waits until everything is read.
struct ManifestLoader: Sendable {
    private let inputs: [ManifestInput]
    private let options: ManifestOptions
    private let reader: ManifestReader
    /// Judges routes that name everything themselves.
    private let router: RouteReader

    init(_ inputs: [ManifestInput], _ options: ManifestOptions) {
        self.inputs = inputs
        self.options = options
        reader = ManifestReader(overrides: options.overrides, target: options.target)
        router = RouteReader(target: options.target, resolver: ReferenceResolver(manifests: [], outputs: []))
    }

    /// What one input holds.
    private struct Reading: Sendable {
        var routes: [JudgedRoute] = []
        /// Routes that refer to other manifests.
        var waiting: [Waiting] = []
        var others: [Manifest] = []
        var diagnostics: [Diagnostic] = []
    }

    private struct Waiting: Sendable {
        let input: Int
        let manifest: Manifest
    }

    func load() async -> ManifestSet {
        var readings = await Array(inputs.indices).mapConcurrently(limit: options.concurrency) { read($0) }
        let waiting = readings.flatMap(\.waiting)
        if !waiting.isEmpty {
            let router = RouteReader(target: options.target, resolver: resolver(readings))
            let judged = await waiting.mapConcurrently(limit: options.concurrency) { waiting in
                (waiting.input, judge(waiting.manifest, of: waiting.input, router))
            }
            for (input, (route, diagnostics)) in judged {
                readings[input].routes.append(route)
                readings[input].diagnostics += diagnostics
            }
        }
        return set(of: readings)
    }

    private func read(_ input: Int) -> Reading {
        let (manifests, diagnostics) = reader.read(inputs[input])
        var reading = Reading(diagnostics: diagnostics)
        for manifest in manifests {
            if manifest.kind != ManifestSchema.kind {
                reading.others.append(manifest)
            } else if ReferenceResolver.refersToOthers(manifest) {
                reading.waiting.append(Waiting(input: input, manifest: manifest))
            } else {
                let (route, diagnostics) = judge(manifest, of: input, router)
                reading.routes.append(route)
                reading.diagnostics += diagnostics
            }
        }
        return reading
    }

    private func judge(
        _ manifest: Manifest, of input: Int, _ router: RouteReader
    ) -> (JudgedRoute, [Diagnostic]) {
        let (route, diagnostics) = router.read(manifest)
        var judged = JudgedRoute(input: input, document: manifest.document.number, name: manifest.name)
        judged.key = route?.key
        judged.listeners = route.map(ListenerAttachments.init)
        if options.keepsRoutes { judged.kept = KeptRoute(manifest, route) }
        return (judged, diagnostics)
    }

    /// Resolves against everything that was read; of the routes only those that something may refer to are read again.
    private func resolver(_ readings: [Reading]) -> ReferenceResolver {
        let manifests = readings.flatMap { $0.others + $0.waiting.map(\.manifest) }
        let routes = readings.flatMap(\.routes)
        let named = manifests.reduce(into: Set<String>()) { ReferenceResolver.collectRoutes(named: &$0, in: $1.value) }
        let targets = routes.filter { named.contains($0.name) }.compactMap(manifest)
        return ReferenceResolver(
            manifests: manifests + targets, routeNames: routes.map(\.name), outputs: options.outputs)
    }

    /// The manifest of a judged route, read again where it was let go; nil when the input has changed meanwhile.
    private func manifest(of route: JudgedRoute) -> Manifest? {
        route.kept?.manifest
            ?? reader.read(inputs[route.input]).manifests.first { $0.document.number == route.document }
    }

    private func set(of readings: [Reading]) -> ManifestSet {
        var set = ManifestSet()
        let routes = readings.flatMap { $0.routes.sorted { $0.document < $1.document } }
        set.routeCount = routes.count
        set.routes = routes.compactMap { $0.kept?.route }
        set.others = readings.flatMap(\.others)
        set.files = inputs.map(\.name)
        set.diagnostics = readings.flatMap(\.diagnostics).withoutRepeatedOverrides() + clashes(routes)
        set.diagnostics = set.diagnostics.inSourceOrder(of: set.files)
        set.noteUnapplied()
        if routes.contains(where: { $0.key != nil }) { set.noteDeprecation(options.target) }
        options.severities.apply(to: &set.diagnostics)
        return set
    }

    /// What is wrong between routes: the same name twice, or the same listener.
    private func clashes(_ routes: [JudgedRoute]) -> [Diagnostic] {
        var diagnostics: [Diagnostic] = []
        var firsts: [RouteKey: Int] = [:]
        firsts.reserveCapacity(routes.count)
        var claims = ListenerClaims()
        for (number, route) in routes.enumerated() {
            guard let key = route.key else { continue }
            if let first = firsts[key] {
                diagnostics += duplicate(route, key, of: routes[first])
                continue
            }
            firsts[key] = number
            for clash in route.listeners.map({ claims.enter($0, as: number) }) ?? [] {
                guard let later = user(route, clash.attachment),
                    let first = user(routes[clash.first.route], clash.first.attachment)
                else { continue }
                diagnostics.append(ListenerClaims.diagnostic(later, first: first))
            }
        }
        return diagnostics
    }

    private func user(_ route: JudgedRoute, _ attachment: Int) -> ListenerUser? {
        guard let key = route.key, let listeners = route.listeners, let manifest = manifest(of: route)
        else { return nil }
        return ListenerUser(key: key, manifest: manifest, attachment: listeners.all[attachment])
    }

    private func duplicate(_ route: JudgedRoute, _ key: RouteKey, of first: JudgedRoute) -> [Diagnostic] {
        guard let manifest = manifest(of: route), let namesake = self.manifest(of: first) else { return [] }
        return [
            Diagnostic(
                .error, .duplicateRoute, "the route \(key) is defined twice", path: "metadata.name",
                document: route.document, range: manifest.range(of: "metadata.name"), resource: key.description,
                help: "rename one, or remove it",
                related: [.init("the first is here", at: namesake.range(of: "metadata.name"))])
        ]
    }
}

/// What is remembered of a route when it has been judged.
private struct JudgedRoute: Sendable {
    let input: Int
    let document: Int
    let name: String
    /// The identity of a valid route.
    var key: RouteKey?
    /// The listeners that a valid route attaches to.
    var listeners: ListenerAttachments?
    /// What is kept of it, when routes are.
    var kept: KeptRoute?
}

/// A manifest, and the route where it is valid; an object, so that a route that is not kept has no room for it.
private final class KeptRoute: Sendable {
    let manifest: Manifest
    let route: RouteManifest?

    init(_ manifest: Manifest, _ route: RouteManifest?) {
        self.manifest = manifest
        self.route = route
    }
}
