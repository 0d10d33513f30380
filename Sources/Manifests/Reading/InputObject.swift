internal import Diagnostics
internal import Documents
internal import GatewayAPI
internal import Routing
internal import Values

/// What an object of the input is to this program, by its `apiVersion` and `kind`.
enum InputObject {
    /// A KubernetesTcpRoute.
    case route
    /// A TCPRoute: the same route, spelled as the object that it becomes.
    case routeObject
    /// A manifest of OpenMCF of another kind, which references may lead to.
    case referenceTarget(kind: String)
    /// A `List`, whose items are objects themselves, or one of a kind of its own, whose items need not say theirs.
    case list(of: ItemType?)
    /// What a TCP route meets in a cluster, such as its Gateway: it is judged against that.
    case context(kind: String)
    /// A Route of OpenShift, which `convert` reads.
    case openShiftRoute(apiVersion: String)
    /// What is left alone.
    case other(kind: String, apiVersion: String)
    /// What cannot be meant, or cannot be told.
    case problem(Problem)

    /// What the items of a list are, as servers answer: `TCPRouteList`.
    struct ItemType {
        let kind: String
        let apiVersion: String
    }

    struct Problem {
        let code: DiagnosticCode
        let message: String
        /// The field that it is about.
        let field: String
        let help: String
    }

    static let expected =
        "openmcf reads 'kind: \(ManifestSchema.kind)' with 'apiVersion: \(ManifestSchema.apiVersion)', and TCPRoutes"
}

extension InputObject {
    /// - Parameter type: what an item of a list is that does not say it.
    init(_ root: Node, orElse type: ItemType? = nil) {
        if let type, root["kind"] == nil, root["apiVersion"] == nil {
            self = Self.object(type.kind, type.apiVersion)
            return
        }
        guard let kindNode = root["kind"], let kind = kindNode.string, !kind.isEmpty else {
            self = Self.unreadable("kind", root["kind"], help: Self.sourceHelp(root) ?? Self.expected)
            return
        }
        let apiVersion = root["apiVersion"] ?? root["api_version"]
        if kind == ManifestSchema.kind {
            self = .route
        } else if let version = apiVersion?.string, !version.isEmpty {
            self = Self.object(kind, version)
        } else {
            self = Self.unreadable("apiVersion", apiVersion, help: Self.expected)
        }
    }

    private static func unreadable(_ field: String, _ node: Node?, help: String) -> InputObject {
        let isText = node?.string != nil
        let message = node == nil ? "\(field) is missing" : isText ? "\(field) is empty" : "\(field) must be a string"
        return .problem(
            Problem(
                code: node == nil || isText ? .requiredField : .wrongType, message: message, field: field, help: help))
    }

    /// What to do with a file that has no kind, because it is to be read in another way.
    private static func sourceHelp(_ root: Node) -> String? {
        if root["target"]?.kind == .mapping { return "this is a stack input: give it with -i" }
        let name = root.document.source.name.split(separator: "/").last
        if name == "kustomization.yaml" || name == "kustomization.yml" || name == "Kustomization" {
            return "kustomize builds from this: give its directory with --kustomize-dir"
        }
        return nil
    }

    // MARK: Kinds

    /// Kinds of their own that look like misspelled ones of ours.
    private static let siblings: Set = [
        "KubernetesTlsRoute", "KubernetesUdpRoute", "KubernetesHttpRoute", "KubernetesGrpcRoute",
        "TLSRoute", "UDPRoute", "HTTPRoute", "GRPCRoute", "TLSRouteList", "UDPRouteList", "HTTPRouteList",
        "GRPCRouteList",
    ]
    /// Our own kinds and the one that references mean by default.
    private static let ownKinds = [ManifestSchema.kind, "KubernetesNamespace"]
    private static let routeGroups = [TCPRouteSchema.group, RouteAPI.apoxyGroup]

    private static func object(_ kind: String, _ version: String) -> InputObject {
        let group = GroupVersion(version).group
        if kind == "List", version == "v1" { return .list(of: nil) }
        if let type = itemType(kind, group, version) { return .list(of: type) }
        if OpenShiftRoute.isOne(kind, version) { return .openShiftRoute(apiVersion: version) }
        if !siblings.contains(kind), Suggestion.closest(to: kind, among: [ManifestSchema.kind]) != nil {
            return misspelled(kind, of: version, as: ManifestSchema.kind)
        }
        if ManifestSchema.domains.contains(where: { group == $0 || group.hasSuffix("." + $0) }) {
            return manifest(kind, group, version)
        }
        if let meant = Suggestion.closest(to: group, among: [ManifestSchema.group]) {
            return .problem(
                Problem(
                    code: .unknownKind, message: "there is no group \(QuotedText(group))", field: "apiVersion",
                    help: "did you mean '\(meant)'?"))
        }
        if kind == TCPRouteSchema.kind, routeGroups.contains(group) { return routeObject(version) }
        if isTCPRoute(kind, group) {
            let isKind = [TCPRouteSchema.kind, TCPRouteSchema.kind + "List"].contains(kind)
            let meant = isKind ? Suggestion.closest(to: group, among: routeGroups) : TCPRouteSchema.kind
            return .problem(
                Problem(
                    code: .unknownKind, message: "openmcf does not read \(QuotedText(kind)) of \(version)",
                    field: isKind ? "apiVersion" : "kind",
                    help: meant.map { "did you mean '\($0)'?" } ?? expected))
        }
        return RoutingObject.Kind(kind, of: group) != nil
            ? .context(kind: kind) : .other(kind: kind, apiVersion: version)
    }

    /// What a list of one kind holds; nil for whatever is none that matters here.
    private static func itemType(_ kind: String, _ group: String, _ version: String) -> ItemType? {
        guard kind.hasSuffix("List") else { return nil }
        let item = String(kind.dropLast("List".count))
        let isRoute = item == TCPRouteSchema.kind && routeGroups.contains(group)
        guard isRoute || OpenShiftRoute.isOne(item, version) || RoutingObject.Kind(item, of: group) != nil else {
            return nil
        }
        return ItemType(kind: item, apiVersion: version)
    }

    private static func routeObject(_ version: String) -> InputObject {
        guard RouteObject.version(version) == nil else { return .routeObject }
        let known = GatewayAPITarget.APIVersion.allCases.map(\.rawValue).joined(separator: " and ")
        return .problem(
            Problem(
                code: .unknownKind, message: "openmcf does not know TCPRoute of \(version)", field: "apiVersion",
                help: "it reads \(known)"))
    }

    /// A route that is nearly spelled as the object: left alone it would be lost, since it is meant to be applied.
    private static func isTCPRoute(_ kind: String, _ group: String) -> Bool {
        guard Suggestion.closest(to: group, among: routeGroups) != nil, !siblings.contains(kind) else { return false }
        return Suggestion.closest(to: kind, among: [TCPRouteSchema.kind, TCPRouteSchema.kind + "List"]) != nil
    }

    private static func manifest(_ kind: String, _ group: String, _ version: String) -> InputObject {
        let isKind = kind.first?.isUppercase == true && kind.allSatisfy { $0.isLetter || $0.isNumber }
        let belongs = group != ManifestSchema.group || kind.hasPrefix("Kubernetes")
        guard isKind, belongs else {
            // Most often the prefix is missing.
            let meant = [kind, "Kubernetes" + kind].lazy.compactMap { Suggestion.closest(to: $0, among: ownKinds) }
            return misspelled(kind, of: version, as: meant.first)
        }
        return .referenceTarget(kind: kind)
    }

    private static func misspelled(_ kind: String, of version: String, as meant: String?) -> InputObject {
        .problem(
            Problem(
                code: .unknownKind, message: "there is no kind \(QuotedText(kind)) in \(version)", field: "kind",
                help: meant.map { "did you mean '\($0)'?" } ?? expected))
    }
}
