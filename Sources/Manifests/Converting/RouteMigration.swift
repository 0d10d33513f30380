internal import Diagnostics
internal import Documents
package import GatewayAPI
internal import Schemas
internal import Values
internal import YAML

/// From TCPRoute v1alpha2, which allows several rules, to v1, which allows one.
///
/// TCP has nothing to match on, so the first rule of a route serves every connection and the others none. The first one
/// stays: under the name of the route, so that it is the same object, as old as before, which decides who gets a listener.
package struct RouteMigration: Sendable {
    /// The release and the channel that the routes go to, with v1.
    let target: GatewayAPITarget
    /// Whether the other rules become routes of their own; otherwise they are left out.
    let splits: Bool

    package init(to target: GatewayAPITarget, splits: Bool) {
        self.target = GatewayAPITarget(release: target.release, channel: target.channel, version: .v1)
        self.splits = splits
    }

    /// Takes a conversion on to v1.
    ///
    /// - Parameter taken: the names that routes of the input have.
    func migrate(
        _ conversion: inout Conversion, of route: RouteManifest, gateway: GatewayName?, taken: Set<ObjectKey>
    ) {
        var spec = route.spec
        if TCPRouteSchema.spec(target)["useDefaultGateways"] == nil, spec["useDefaultGateways"] == "None" {
            spec.set("useDefaultGateways", nil)
            conversion.leaveOutDefaultGateways(of: route)
        }
        conversion.findings += findings(of: route, spec)
        guard let original = conversion.manifests.first, let rules = original.value["spec"]?["rules"]?.array,
            rules.count > 1
        else { return }
        var first = original
        first.changeSpec { $0["rules"] = [rules[0]] }
        var manifests = [first]
        for (index, rule) in rules.enumerated().dropFirst() {
            let key = ObjectKey(route.namespace, "\(route.name)-\(index + 1)")
            let (finding, becomesRoute) = fate(ofRule: index, of: route, key, taken)
            conversion.findings.append(finding)
            if becomesRoute { manifests.append(original.split(rule, at: index, named: key.name, gateway: gateway)) }
        }
        conversion.manifests = manifests
    }

    /// What becomes of a rule that no connection ever came to, and whether that is a route of its own.
    ///
    /// - Parameter key: the route that it would become.
    private func fate(
        ofRule index: Int, of route: RouteManifest, _ key: ObjectKey, _ taken: Set<ObjectKey>
    ) -> (finding: Diagnostic, becomesRoute: Bool) {
        let path = FieldPath([.key("spec"), .key("rules"), .index(index)])
        let place = Diagnostic.Place.value(of: path, in: route.manifest, resource: route.name)
        let rule = "rules[\(index)] (\(Self.description(of: route.spec["rules"]?[index])))"
        let reason = "it served nothing, the first rule takes every connection"
        guard splits else {
            let help = "with --split it becomes a route of its own, for a listener of its own"
            return (Diagnostic(.lostInConversion, "\(rule) is left out: \(reason)", at: place, help: help), false)
        }
        if let problem = Self.problem(with: key, taken, at: place) { return (problem, false) }
        let message = "\(rule) becomes the route '\(key.name)', for a listener of its own: \(reason)"
        return (Diagnostic(.changedInConversion, message, at: place), true)
    }

    /// What v1 does not take of a route, beside its number of rules.
    private func findings(of route: RouteManifest, _ spec: Value) -> [Diagnostic] {
        guard let first = spec["rules"]?[0] else { return [] }
        var spec = spec
        spec.set("rules", [first])
        let message = ViolationMessage(manifest: route.manifest, target: target, resource: route.name)
        return TCPRouteSchema.spec(target).violations(in: spec, at: "spec").map { violation in
            var diagnostic = message.diagnostic(violation)
            if violation.path == "spec.useDefaultGateways" {
                diagnostic.help =
                    "name the Gateways under 'parentRefs:' before the channel changes, or stay with "
                    + "--gateway-api \(target.release)/experimental"
            }
            return diagnostic
        }
    }

    private static func problem(
        with key: ObjectKey, _ taken: Set<ObjectKey>, at place: Diagnostic.Place
    ) -> Diagnostic? {
        if taken.contains(key) {
            return Diagnostic(
                .duplicateRoute, "there is a route \(key) already, whose name this rule would get", at: place,
                help: "rename that route, or leave --split out")
        }
        guard !ObjectMetadata.name.violations(in: .string(key.name)).isEmpty else { return nil }
        return Diagnostic(
            .textLength, "this rule would get the name '\(key.name)', which is too long", at: place,
            help: "shorten the name of the route, or leave --split out")
    }

    /// The backends of a rule: `db:5432 and db-new:5432`.
    private static func description(of rule: Value?) -> String {
        let backends = (rule?["backendRefs"]?.array ?? []).map { backend in
            let name = backend["name"]?.string ?? ""
            return backend["port"]?.int.map { "\(name):\($0)" } ?? name
        }
        return backends.isEmpty ? "no backends" : English.list(backends)
    }
}

extension Conversion {
    /// What the standard channel does without being told.
    fileprivate mutating func leaveOutDefaultGateways(of route: RouteManifest) {
        for index in manifests.indices { manifests[index].changeSpec { $0["useDefaultGateways"] = nil } }
        findings.append(
            Diagnostic(
                .lostInConversion, "useDefaultGateways is left out: without it there are none",
                at: .key(of: "spec.useDefaultGateways", in: route.manifest, resource: route.name)))
    }
}

extension ConvertedManifest {
    /// Changes the spec, and leaves out the comments at what is no longer there.
    fileprivate mutating func changeSpec(_ body: (inout Object) -> Void) {
        var spec = value["spec"]?.object ?? [:]
        body(&spec)
        value.set("spec", .object(spec))
        comments = comments.moved { value[$0] == nil ? nil : $0 }
    }

    /// A rule as a route of its own, which nothing leads to yet.
    fileprivate func split(_ rule: Value, at index: Int, named name: String, gateway: GatewayName?) -> ConvertedManifest
    {
        var spec: Object = ["rules": [rule]]
        if let gateway { spec["parentRefs"] = [gateway.reference(to: name)] }
        if let cluster = value["spec"]?["targetCluster"] { spec["targetCluster"] = cluster }
        var metadata = value["metadata"]?.object ?? [:]
        for field in ["id", "slug"] { metadata[field] = nil }
        metadata["name"] = .string(name)
        spec["namespace"] = value["spec"]?["namespace"]
        var split = ConvertedManifest(
            name: name, namespace: namespace,
            [
                "apiVersion": .string(ManifestSchema.apiVersion), "kind": .string(ManifestSchema.kind),
                "metadata": .object(metadata), "spec": .object(spec),
            ])
        let own = FieldPath([.key("spec"), .key("rules"), .index(index)])
        split.comments = comments.moved { path in
            guard path.isInside(own) else { return nil }
            return FieldPath([.key("spec"), .key("rules"), .index(0)] + path.elements.dropFirst(3))
        }
        split.needsListener = true
        return split
    }
}
