internal import Diagnostics
internal import GatewayAPI
internal import Schemas
internal import Values

/// What an API server accepts and nobody means, found in a route that is valid.
struct RouteWarnings: Sendable {
    private let target: GatewayAPITarget
    private let hasDefaultGateways: Bool

    init(_ target: GatewayAPITarget) {
        self.target = target
        hasDefaultGateways = TCPRouteSchema.spec(target)["useDefaultGateways"] != nil
    }

    func diagnostics(_ route: RouteManifest) -> [Diagnostic] {
        var report = WarningReport(route)
        let view = route.view
        let parents = view.parents
        if parents.isEmpty { judgeAttachment(route, &report) }
        for (index, parent) in parents.enumerated() {
            judge(parent, at: index, &report)
        }
        let rules = view.rules
        if rules.count > 1, target.version == .v1alpha2 {
            report.warn(
                .severalRules, "rules has \(rules.count) elements, which nothing tells apart: TCPRoute v1 allows one",
                WarningReport.rule(1),
                help:
                    "put the backends into one rule, or split the route: each rule in a manifest with its own listener")
        }
        for (index, rule) in rules.enumerated() {
            judge(rule, of: index, &report)
        }
        return report.diagnostics
    }

    // MARK: Parents

    private func judgeAttachment(_ route: RouteManifest, _ report: inout WarningReport) {
        let written = route.spec["useDefaultGateways"]
        guard written != "All" else { return }
        report.warn(
            .noParent,
            "the route attaches to nothing: it has no parentRefs"
                + (hasDefaultGateways ? " and does not use the default Gateways" : ""),
            route.spec["parentRefs"] == nil && written != nil ? "spec.useDefaultGateways" : "spec.parentRefs",
            help: "name a Gateway under 'parentRefs:'"
                + (hasDefaultGateways ? ", or set 'useDefaultGateways: All'" : "")
        )
    }

    private func judge(_ parent: ParentReference, at index: Int, _ report: inout WarningReport) {
        judge(group: parent.group, of: parent.kind, WarningReport.parent(index, "group"), &report)
        if parent.isGateway {
            if !ObjectNames.isObjectName(parent.name) {
                report.warn(
                    .illegalGatewayName,
                    "no Gateway can have the name \(ViolationMessage.quoted(parent.name)): it takes a-z, 0-9, '-' and '.', each part starting and ending with a letter or digit",
                    WarningReport.parent(index, "name"),
                    help: report.help(WarningReport.parent(index, "name")) ?? NameSuggestion.gateway(parent.name))
            }
            if let port = parent.port, parent.sectionName == nil {
                report.warn(
                    .parentPort, "port \(port) without sectionName ties the route to the Gateway's port numbers",
                    WarningReport.parent(index, "port"), help: "name the listener instead, with 'sectionName:'")
            }
        } else if parent.isService {
            judge(service: parent.name, WarningReport.parent(index, "name"), &report)
        } else if parent.kind == ServiceSchema.kind, parent.group == TCPRouteSchema.group {
            report.warn(
                .serviceParentGroup, "\(parent.group) has no kind 'Service', so parentRefs[\(index)] names nothing",
                WarningReport.parent(index, "kind"),
                help: "add 'group: \"\"' for a Service, or leave 'kind' out for a Gateway")
        }
    }

    // MARK: Backends

    private func judge(_ backends: [BackendReference], of rule: Int, _ report: inout WarningReport) {
        if let first = backends.first, backends.allSatisfy({ $0.weight == 0 }) {
            let path = WarningReport.backend(rule, 0, "weight")
            if backends.count == 1 {
                report.warn(
                    .onlyBackendZeroWeight,
                    "weight 0 on the only backend of rules[\(rule)]: no connection reaches \(first.text)",
                    path, help: "leave 'weight:' out, or add the backend that the connections should go to")
            } else {
                report.warn(
                    .zeroWeights, "the weights of rules[\(rule)] sum to 0: no connection reaches a backend", path,
                    help: "give at least one backend a weight above 0; without 'weight:' it is 1")
            }
        }
        for (index, backend) in backends.enumerated() {
            judge(group: backend.group, of: backend.kind, WarningReport.backend(rule, index, "group"), &report)
            if backend.isService { judge(service: backend.name, WarningReport.backend(rule, index, "name"), &report) }
            if let namespace = backend.namespace, namespace != report.route.namespace {
                judgeGrant(backend, in: namespace, WarningReport.backend(rule, index, "namespace"), &report)
            }
            let earlier = backends[..<index].firstIndex { $0.isSameObject(as: backend, in: report.route.namespace) }
            if let earlier {
                report.warn(
                    .duplicateBackend, "\(backend.text) is already a backend of rules[\(rule)]",
                    WarningReport.backend(rule, index, "name"),
                    help: "keep one of them, with the sum of their weights",
                    first: WarningReport.backend(rule, earlier, "name"))
            }
        }
    }

    /// `kubectl api-resources` and RBAC speak of the core group, but its name is the empty text.
    private func judge(group: String, of kind: String, _ path: FieldPath, _ report: inout WarningReport) {
        guard group == "core", kind == ServiceSchema.kind else { return }
        report.warn(
            .coreGroup, "there is no group 'core': Services are in the group \"\"", path,
            help: "write 'group: \"\"'" + (path.elements.contains(.key("backendRefs")) ? ", or leave it out" : ""))
    }

    private func judge(service name: String, _ path: FieldPath, _ report: inout WarningReport) {
        switch ObjectNames.service(name) {
        case .legal: break
        case .startsWithDigit:
            report.warn(
                .serviceNameDigit,
                "before Kubernetes 1.36 no Service can have the name \(ViolationMessage.quoted(name)), which starts with a digit",
                path, help: "rename the Service, or use --ignore \(DiagnosticCode.serviceNameDigit) with newer clusters"
            )
        case .illegal:
            report.warn(
                .illegalServiceName,
                "no Service can have the name \(ViolationMessage.quoted(name)): it takes up to 63 of a-z, 0-9 and '-', starting with a letter, not ending with '-'",
                path, help: report.help(path) ?? NameSuggestion.service(name))
        }
    }

    private func judgeGrant(
        _ backend: BackendReference, in namespace: String, _ path: FieldPath, _ report: inout WarningReport
    ) {
        let grant = RequiredGrant(from: report.route.namespace, to: backend, in: namespace)
        guard report.grants.insert(grant).inserted else { return }
        report.warn(
            .crossNamespaceBackend,
            "\(backend.kind) \(ViolationMessage.quoted(backend.name)) is in namespace '\(namespace)': without a ReferenceGrant there, its connections are rejected",
            path, help: "unless there is one, apply this:\n" + grant.text)
    }
}
