package import Diagnostics
internal import Documents
internal import GatewayAPI
package import Routing
internal import Values

/// Everything that the sources hold, judged: the routes, and what is wrong.
package struct ManifestSet: Sendable {
    /// The valid routes in input order; empty when they are not kept.
    package var routes: [RouteManifest] = []
    /// Manifests of other kinds, which serve as reference targets.
    package var others: [Manifest] = []
    /// The objects that are loaded as they are, where these are wanted: all that is no manifest of ours.
    package var objects: [Manifest] = []
    /// The valid Routes of OpenShift, where these are wanted.
    var openShiftRoutes: [OpenShiftRoute] = []
    /// How many KubernetesTcpRoute and TCPRoute documents were read, valid or not.
    package var routeCount = 0
    /// The names of the inputs, in input order.
    package var files: [String] = []
    /// Problems in source order.
    package var diagnostics: [Diagnostic] = []
    /// Why invalid routes are left out, where that is wanted, as warnings in source order.
    package var leftOut: [Diagnostic] = []
    /// The objects that the routes are judged against.
    var context = RoutingContext([])
    var severities = SeverityPolicy()

    package init() {}

    /// Whether there is no error; warnings do not count.
    package var isValid: Bool { !diagnostics.containsErrors }

    /// Who gets the connections, as far as the input tells; of routes that name different clusters as if it were one.
    package var routing: Routing {
        var input = context.input
        for route in routes { input.add(.route(route.view)) }
        return Routing(input)
    }
}

extension ManifestSet {
    /// The diagnostics that hold whatever a cluster has.
    package var settledDiagnostics: [Diagnostic] {
        diagnostics.filter { !DiagnosticCode.routing.contains($0.code) }
    }

    /// The diagnostics about where connections go, as far as the input tells; a look at a cluster settles them.
    package var openDiagnostics: [Diagnostic] { diagnostics.filter { DiagnosticCode.routing.contains($0.code) } }

    /// The diagnostics that take the place of `openDiagnostics` once a cluster has been looked at.
    ///
    /// - Parameter cluster: what is known of it, with these routes as they will be.
    package func openDiagnostics(in cluster: RoutingInput) -> [Diagnostic] {
        // Each route has a number for a place of its own.
        let judged = routes.enumerated().map { number, route in
            var judged = JudgedRoute(
                place: .init(input: number, route.manifest), name: route.name, isObject: route.manifest.isRouteObject)
            judged.key = route.key
            judged.view = route.view
            judged.context = route.context
            return judged
        }
        let manifests = Dictionary(
            zip(judged.map(\.place), routes.map(\.manifest)), uniquingKeysWith: { first, _ in first })
        let names = routes.map(\.manifest.document.source.name)
        let (findings, permitted) = RoutingFindings(judged, context, in: cluster).result
        var found = findings.map { $0.diagnostic(judged, manifests, files: names) }
        severities.apply(to: &found)
        // The warning that a grant is needed is settled by finding the grant, and by knowing that there is none.
        let settled = permitted.union(
            findings.filter { $0.code == .noGrant }.map { .init(route: $0.route, path: $0.path) })
        let numbers = Dictionary(
            zip(routes.map(\.key.description), routes.indices), uniquingKeysWith: { first, _ in first })
        found += diagnostics.filter { warning in
            guard warning.code == .crossNamespaceBackend else { return false }
            guard let number = warning.resource.flatMap({ numbers[$0] }) else { return true }
            return !settled.contains(.init(route: number, path: warning.path))
        }
        return found.inSourceOrder(of: files)
    }

    /// Reads and judges the inputs; what is wrong is in the result's diagnostics.
    package static func load(_ inputs: [ManifestInput], _ options: ManifestOptions) async -> ManifestSet {
        if let reason = options.target.unavailability {
            var set = ManifestSet()
            set.files = inputs.map(\.name)
            set.diagnostics = [
                Diagnostic(
                    .unavailableVersion, reason,
                    help: "known are \(GatewayAPITarget.known.joined(separator: ", "))")
            ]
            return set
        }
        return await ManifestLoader(inputs, options).load()
    }

    /// An input without a route is an error, and other kinds in it are not applied.
    mutating func noteUnapplied(_ leftAlone: OtherObjects) {
        if routeCount == 0, openShiftRoutes.isEmpty, leftOut.isEmpty, isValid {
            diagnostics.append(
                Diagnostic(
                    .noManifests, "there is no \(ManifestSchema.kind) in the input",
                    help: "give a manifest with 'kind: \(ManifestSchema.kind)', or a TCPRoute"))
        }
        if let note = context.notAppliedNote { diagnostics.append(note) }
        for manifest in others {
            diagnostics.append(
                Diagnostic(
                    .notApplied,
                    "\(manifest.kind) '\(manifest.name)' is not applied: it serves as a reference target only",
                    at: .value(of: "kind", in: manifest, resource: manifest.name)))
        }
        if let note = leftAlone.note { diagnostics.append(note) }
    }

    mutating func noteDeprecation(_ target: GatewayAPITarget) {
        guard let deprecation = target.deprecation else { return }
        diagnostics.append(
            Diagnostic(
                .deprecatedVersion, deprecation,
                help: "use --api-version v1 where the cluster serves it; v1 allows one rule per route"))
    }
}
