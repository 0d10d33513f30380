internal import Diagnostics
internal import Documents
internal import GatewayAPI
internal import Schemas
internal import Values

extension OpenShiftRoute {
    /// The TCP route that forwards to the same Services in the same shares, for a listener of its own.
    ///
    /// - Parameter context: where the Services are looked up.
    func conversion(_ context: RoutingContext, _ options: ConversionOptions) -> Conversion {
        var conversion = Conversion()
        conversion.findings = refusals
        guard !conversion.isRefused else { return conversion }
        var backends: [Value] = []
        for (path, backend) in writtenBackends {
            let (port, finding) = port(of: backend["name"]?.string ?? "", context)
            // What is wrong with a port is said once for each Service.
            if let finding { conversion.findings.append(finding) }
            var reference: Object = ["name": backend["name"] ?? .null]
            if let port { reference["port"] = .int(port) }
            reference["weight"] = weight(of: backend, at: path)
            backends.append(.object(reference))
        }
        conversion.findings += losses + manifest.changedLabels + manifest.lostAnnotations
        guard !conversion.isRefused else { return conversion }
        var spec: Object = ["rules": [["backendRefs": .array(backends)]]]
        if let gateway = options.gateway { spec["parentRefs"] = [gateway.reference(to: name)] }
        var metadata = value["metadata"]
        metadata?.withMember("annotations") { $0 = $0?.object.map { .object(Self.withoutRouters($0)) } }
        var manifest = ConvertedManifest(
            name: name, namespace: namespace,
            ConvertedManifest.value(named: name, in: namespace, ofObject: metadata, spec: spec),
            manifest.comments, Self.place)
        manifest.needsListener = true
        conversion.manifests = [manifest]
        return conversion
    }

    /// What becomes of it where another route of the input has its name.
    var refusalOfTakenName: Conversion {
        var conversion = Conversion()
        conversion.findings = [
            Diagnostic(
                .duplicateRoute, "there is a route \(namespace)/\(name) already, whose name this Route would get",
                at: .value(of: "metadata.name", in: manifest, resource: name),
                help: "rename one, or leave this one out with --skip")
        ]
        return conversion
    }

    /// `to` and the alternate backends, with their places.
    private var writtenBackends: [(path: FieldPath, backend: Value)] {
        let alternates = value["spec"]?["alternateBackends"]?.array ?? []
        return [("spec.to", value["spec"]?["to"] ?? .null)]
            + alternates.enumerated().map { (FieldPath("spec.alternateBackends").appending($0), $1) }
    }

    /// The share of a backend: where there is one alone, it says something only as 0.
    private func weight(of backend: Value, at path: FieldPath) -> Value? {
        guard let weight = backend["weight"]?.int else { return nil }
        return writtenBackends.count == 1 && weight != 0 ? nil : .int(weight)
    }

    /// Where a field of a Route stands in the manifest, for the comments at it.
    private static func place(_ path: FieldPath) -> FieldPath {
        let rule: [FieldPath.Element] = [.key("spec"), .key("rules"), .index(0)]
        let backends = rule + [.key("backendRefs")]
        let elements = path.elements
        if path == "metadata.namespace" { return "spec.namespace" }
        if path.isInside("spec.to") { return FieldPath(backends + [.index(0)] + elements.dropFirst(2)) }
        if path.isInside("spec.port") { return FieldPath(backends + [.index(0), .key("port")]) }
        guard path.isInside("spec.alternateBackends") else { return path }
        guard elements.count > 2, case .index(let number) = elements[2] else {
            return FieldPath(backends + [.index(1)])
        }
        return FieldPath(backends + [.index(number + 1)] + elements.dropFirst(3))
    }

    // MARK: What the router does and TCP cannot

    private var spec: Value { value["spec"] ?? .null }
    private var isPassthrough: Bool { spec["tls"]?["termination"] == "passthrough" }

    private func finding(
        _ code: DiagnosticCode, _ message: String, _ path: FieldPath, help: String? = nil
    ) -> Diagnostic {
        Diagnostic(code, message, at: .key(of: path, in: manifest, resource: name), help: help)
    }

    private var refusals: [Diagnostic] {
        var refusals: [Diagnostic] = []
        func refuse(_ message: String, _ path: FieldPath, _ help: String) {
            refusals.append(finding(.noPlaceInManifest, message, path, help: help))
        }
        switch spec["tls"]?["termination"]?.string {
        case "edge":
            refuse(
                "a TCP route cannot end TLS, as termination 'edge' does", "spec.tls.termination",
                "an HTTPRoute does it, on a listener of protocol HTTPS that has the certificate")
        case "reencrypt":
            refuse(
                "a TCP route cannot end TLS and begin it anew, as termination 'reencrypt' does",
                "spec.tls.termination",
                "an HTTPRoute does it, on a listener of protocol HTTPS, with a BackendTLSPolicy for the Service")
        default: break
        }
        if let path = spec["path"]?.string, !["", "/"].contains(path) {
            refuse(
                "a TCP route cannot select by the path \(QuotedText(path))", "spec.path",
                "an HTTPRoute does it, with a match of that path")
        }
        if spec["wildcardPolicy"] == "Subdomain" {
            refuse(
                "a TCP route cannot select by host names, as wildcardPolicy 'Subdomain' does", "spec.wildcardPolicy",
                "\(isPassthrough ? "a TLSRoute" : "an HTTPRoute") does it, with the host name '*.DOMAIN'")
        }
        return refusals
    }

    /// What goes on in another way, or not at all.
    private var losses: [Diagnostic] {
        hostLosses + tlsLosses + unknownFields
            + ["finalizers", "ownerReferences"].filter { !(value["metadata"]?[$0]?.array ?? []).isEmpty }.map {
                finding(
                    .lostInConversion, "\($0) is left out: a manifest has no place for it",
                    FieldPath([.key("metadata"), .key($0)]))
            }
            + (value["metadata"]?["annotations"]?.object ?? [:]).filter { Self.isForRouter($0.key) }.map { key, _ in
                finding(
                    .lostInConversion, "the annotation '\(key)' is left out: it is for the router of OpenShift",
                    FieldPath([.key("metadata"), .key("annotations"), .key(key)]))
            }
    }

    private var hostLosses: [Diagnostic] {
        let selecting = ["host", "subdomain"].filter { !(spec[$0]?.string ?? "").isEmpty }
        let listener = "give the route a listener with a port of its own, and have clients connect to that"
        var losses = selecting.map { field in
            finding(
                .changedInConversion,
                "the \(field) \(QuotedText(spec[field]?.string ?? "")) selects nothing in TCP: the route takes every "
                    + "connection of its listener",
                FieldPath([.key("spec"), .key(field)]),
                help: "\(listener); \(isPassthrough ? "a TLSRoute" : "an HTTPRoute") goes on selecting by the name")
        }
        if spec["tls"]?.object == nil {
            losses.append(
                finding(
                    .changedInConversion,
                    "the router forwards HTTP requests, a TCP route connections: no headers are added, and no cookie "
                        + "keeps a client at its Pod",
                    "spec", help: "an HTTPRoute goes on forwarding requests"))
        }
        return losses
    }

    private var tlsLosses: [Diagnostic] {
        var losses: [Diagnostic] = []
        for field in ["certificate", "key", "caCertificate", "destinationCACertificate", "externalCertificate"] {
            guard let value = spec["tls"]?[field], value != "", value != [:] else { continue }
            losses.append(
                finding(
                    .lostInConversion, "tls.\(field) is left out: TLS passes through to the Pods",
                    FieldPath([.key("spec"), .key("tls"), .key(field)])))
        }
        if let policy = spec["tls"]?["insecureEdgeTerminationPolicy"]?.string, !["", "None"].contains(policy) {
            losses.append(
                finding(
                    .lostInConversion, "nothing answers HTTP without TLS any more, as '\(policy)' has the router do",
                    "spec.tls.insecureEdgeTerminationPolicy",
                    help: "an HTTPRoute on a listener of protocol HTTP can redirect, where it is missed"))
        }
        if spec["httpHeaders"] != nil {
            losses.append(
                finding(
                    .lostInConversion, "httpHeaders is left out: TCP has no headers", "spec.httpHeaders",
                    help: "an HTTPRoute sets headers by its filters"))
        }
        return losses
    }

    private var unknownFields: [Diagnostic] {
        Self.schema.violations(in: value).compactMap { violation in
            guard case .unknownField = violation.kind else { return nil }
            return finding(
                .lostInConversion, "\(violation.path) is left out: openmcf does not know it of a Route", violation.path)
        }
    }

    private static func isForRouter(_ annotation: String) -> Bool {
        let domain = annotation.split(separator: "/").first ?? ""
        return domain == "openshift.io" || domain.hasSuffix(".openshift.io")
    }

    private static func withoutRouters(_ annotations: Object) -> Object {
        var kept = annotations
        kept.removeAll { key, _ in isForRouter(key) }
        return kept
    }
}
