internal import Diagnostics
internal import GatewayAPI
internal import Routing
internal import Values

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
        reader = ManifestReader(
            overrides: options.overrides, target: options.target, keepsObjects: options.keepsObjects,
            keepsOpenShiftRoutes: options.keepsOpenShiftRoutes, keepsComments: options.keepsComments)
        router = RouteReader(
            target: options.target, resolver: ReferenceResolver(targets: ReferenceTargets(manifests: [], outputs: [])),
            defaultNamespace: options.defaultNamespace, ignoresObjectVersions: options.ignoresObjectVersions)
    }

    /// What one input holds.
    private struct Reading: Sendable {
        var routes: [JudgedRoute] = []
        /// Routes that refer to other manifests.
        var waiting: [Waiting] = []
        var others: [Manifest] = []
        /// Objects that are not applied, and that routes are judged against.
        var context: [Manifest] = []
        /// Objects that are loaded as they are.
        var objects: [Manifest] = []
        var openShiftRoutes: [Manifest] = []
        var leftAlone = OtherObjects()
        var objectNotes = RouteObjectNotes()
        var diagnostics: [Diagnostic] = []
    }

    private struct Waiting: Sendable {
        let input: Int
        let manifest: Manifest
    }

    func load() async -> ManifestSet {
        var readings = await inShares(Array(inputs.indices)) { read($0) }
        let waiting = readings.flatMap(\.waiting)
        if !waiting.isEmpty {
            let router = RouteReader(
                target: options.target, resolver: await resolver(readings), defaultNamespace: options.defaultNamespace)
            let judged = await inShares(waiting) { waiting in
                (waiting.input, judge(waiting.manifest, of: waiting.input, router))
            }
            for (input, (route, diagnostics)) in judged {
                readings[input].routes.append(route)
                readings[input].diagnostics += diagnostics
            }
        }
        return await set(of: readings)
    }

    /// The results of short work, in order; small inputs are not worth a second task.
    private func inShares<Element: Sendable, Result: Sendable>(
        _ elements: [Element], _ body: @escaping @Sendable (Element) -> Result
    ) async -> [Result] {
        let limit = elements.count > 64 ? options.concurrency : 1
        let shares = limit > 1 ? 4 * limit : 1
        return await elements.mapConcurrently(limit: limit, share: (elements.count + shares - 1) / shares) { body($0) }
    }

    private func read(_ input: Int) -> Reading {
        let content = reader.read(inputs[input])
        var reading = Reading(
            context: content.context, objects: content.objects, openShiftRoutes: content.openShiftRoutes,
            leftAlone: content.others, objectNotes: content.objectNotes, diagnostics: content.diagnostics)
        for manifest in content.manifests {
            if !manifest.isRoute {
                reading.others.append(manifest)
            } else if !manifest.isRouteObject, ReferenceResolver.refersToOthers(manifest) {
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
        var (route, diagnostics) = router.read(manifest)
        let place = JudgedRoute.Place(input: input, manifest)
        var judged = JudgedRoute(place: place, name: manifest.name, isObject: manifest.isRouteObject)
        judged.takesDefaultNamespace = route?.takesDefaultNamespace ?? false
        judged.key = route?.key
        judged.view = route?.view
        judged.context = route?.context
        if route == nil, options.leavesOutInvalid {
            judged.leftOut = diagnostics.filter { $0.severity == .error }.map(\.leftOut)
            diagnostics = []
        }
        judged.grantWarnings = diagnostics.filter { $0.code == .crossNamespaceBackend }
        if !judged.grantWarnings.isEmpty { diagnostics.removeAll { $0.code == .crossNamespaceBackend } }
        if options.keepsRoutes { judged.kept = KeptRoute(manifest, route) }
        return (judged, diagnostics)
    }

    /// Resolves against everything that was read; of the routes only those that something may refer to are read again.
    private func resolver(_ readings: [Reading]) async -> ReferenceResolver {
        let manifests = readings.flatMap { $0.others + $0.waiting.map(\.manifest) }
        let routes = readings.flatMap(\.routes).filter { !$0.isObject }
        var references = ReferenceSurvey()
        for manifest in manifests { references.add(manifest.value) }
        let targets = routes.filter { references.routeNames.contains($0.name) }
        let found = await self.manifests(of: targets)
        return ReferenceResolver(
            targets: ReferenceTargets(
                manifests: manifests + targets.compactMap { found[$0.place] }, routeNames: routes.map(\.name),
                outputs: options.outputs, referenceCount: references.count),
            keepsUnresolved: options.keepsReferences)
    }

    /// The manifests of judged routes; an input whose manifests were let go is read again, once.
    private func manifests(of routes: [JudgedRoute]) async -> [JudgedRoute.Place: Manifest] {
        var found: [JudgedRoute.Place: Manifest] = [:]
        for route in routes { found[route.place] = route.kept?.manifest }
        let again = Set(routes.lazy.filter { $0.kept == nil }.map(\.place.input)).sorted()
        let read = await inShares(again) { reader.read(inputs[$0]).manifests }
        for (input, manifests) in zip(again, read) {
            for manifest in manifests { found[.init(input: input, manifest)] = manifest }
        }
        return found
    }

    private func set(of readings: [Reading]) async -> ManifestSet {
        var set = ManifestSet()
        let routes = readings.flatMap { $0.routes.sorted { $0.place < $1.place } }
        set.routeCount = routes.count
        set.routes = routes.compactMap { $0.kept?.route }
        set.others = readings.flatMap(\.others)
        set.objects = readings.flatMap(\.objects)
        set.files = inputs.map(\.name)
        set.diagnostics = readings.flatMap(\.diagnostics)
        for manifest in readings.flatMap(\.openShiftRoutes) {
            let (route, diagnostics) = OpenShiftRoute.read(manifest, options.defaultNamespace)
            if let route { set.openShiftRoutes.append(route) }
            if options.leavesOutInvalid {
                set.leftOut += diagnostics.map(\.leftOut)
            } else {
                set.diagnostics += diagnostics
            }
        }
        set.leftOut = (routes.flatMap(\.leftOut) + set.leftOut).withoutRepeatedOverrides().inSourceOrder(of: set.files)
        await addFindings(
            to: &set, routes,
            RoutingContext(readings.flatMap(\.context), defaultNamespace: options.defaultNamespace?.name))
        set.diagnostics = set.diagnostics.withoutRepeatedOverrides().inSourceOrder(of: set.files)
        let objectNotes = readings.reduce(into: RouteObjectNotes()) { $0.add($1.objectNotes) }
        set.diagnostics += [
            RouteObjectNotes.defaultNamespace(
                routes.count(where: \.takesDefaultNamespace), options.defaultNamespace),
            RouteObjectNotes.defaultNamespace(
                set.openShiftRoutes.count(where: \.takesDefaultNamespace), options.defaultNamespace,
                kind: OpenShiftRoute.kind),
            objectNotes.serverFieldsNote,
        ].compactMap(\.self)
        if !options.keepsObjects { set.noteUnapplied(readings.reduce(into: OtherObjects()) { $0.add($1.leftAlone) }) }
        if options.hasKnownEffect, routes.contains(where: { $0.key != nil }) { set.noteDeprecation(options.target) }
        options.severities.apply(to: &set.diagnostics)
        return set
    }

    /// Adds what is wrong with routes beside each other and beside the objects of the context.
    private func addFindings(to set: inout ManifestSet, _ routes: [JudgedRoute], _ context: RoutingContext) async {
        var surroundings = RoutingInput()
        for route in options.applied { surroundings.add(.route(route)) }
        let (duplicates, repeated) = RouteFinding.duplicates(among: routes)
        let (found, permitted) =
            options.hasKnownEffect
            ? RoutingFindings(routes, without: duplicates, context, in: surroundings).result : ([], [])
        let findings = repeated + found
        if !findings.isEmpty {
            let manifests = await manifests(of: Set(findings.flatMap(\.routes)).map { routes[$0] })
            set.diagnostics += findings.map { $0.diagnostic(routes, manifests, files: set.files) }
        }
        for (number, route) in routes.enumerated() where options.hasKnownEffect {
            set.diagnostics += route.grantWarnings.filter { warning in
                !permitted.contains(.init(route: number, path: warning.path))
            }
        }
        set.diagnostics += context.diagnostics
        set.context = context
        set.severities = options.severities
    }
}
