internal import GatewayAPI
internal import KubernetesClient
internal import Planning
internal import Values

/// What the cluster knows of the user, and of Gateway API.
extension Doctor {
    func authenticationCheck(_ user: ServerUser?) -> Check {
        let credentials = configuration.credentials
        guard let user else {
            return Check(
                .authentication, .ok,
                "the server \(credentials.isEmpty ? "asks for no credentials" : "accepts \(credentials.kind)")",
                notes: ["it does not say for whom: it has no SelfSubjectReview, which came with Kubernetes 1.28"])
        }
        let facts: Object = ["user": .string(user.name), "groups": .array(user.groups.map(Value.string))]
        let detail = "the server takes this client for '\(user.name)'"
        guard !user.isAnonymous else {
            return Check(
                .authentication, .warning, detail + ", since it is sent \(credentials.kind)",
                help: "Name a user in the kubeconfig's context, or give --token-file.", facts: facts)
        }
        return Check(
            .authentication, .ok, detail,
            notes: user.groups.isEmpty ? [] : ["in the groups \(user.groups.joined(separator: ", "))"], facts: facts)
    }

    func apiCheck() async throws -> Check {
        let served = try await ServedRoutes.served(by: client, api)
        let routes = try await ServedRoutes.choose(from: served, api, client)
        let used = routes.version
        let versions = served.map(\.type.version)
        var target = GatewayAPITarget.standard
        target.version = used
        var notes: [String] = []
        if api.isStandard, let deprecation = target.deprecation, versions.contains("v1") {
            notes.append("\(deprecation); --api-version v1 uses that, and allows one rule per route")
        }
        var facts: Object = ["versions": .array(versions.map(Value.string)), "used": .string(used.rawValue)]
        if !routes.type.isNamespaced { facts["isClusterScoped"] = true }
        return Check(
            .api, .ok,
            "\(api.group) serves TCPRoute \(versions.joined(separator: " and ")); \(used) is used",
            notes: notes, facts: facts)
    }

    /// Which release of Gateway API is installed; skipped where the user may not read that, since an apply does not
    /// need it.
    func bundleCheck() async throws(KubernetesError) -> Check {
        guard api.isStandard else {
            return Check(.bundle, .skipped, "\(api.group) is no part of Gateway API's releases")
        }
        let name = "\(TCPRouteSchema.plural).\(TCPRouteSchema.group)"
        do {
            guard let definition = try await GatewayBundle.definition(of: TCPRouteSchema.plural, client) else {
                return Check(.bundle, .skipped, "the server has no CustomResourceDefinition \(name) to look at")
            }
            return GatewayBundle(definition: definition).map(Self.check)
                ?? Check(.bundle, .skipped, "the CustomResourceDefinition does not say of which release it is")
        } catch  where error.code == .forbidden {
            return Check(
                .bundle, .skipped,
                "this user may not read the CustomResourceDefinition \(name), and need not for an apply")
        }
    }

    private static func check(_ bundle: GatewayBundle) -> Check {
        var facts: Object = ["bundleVersion": .string(bundle.release)]
        facts["channel"] = bundle.channel.map(Value.string)
        let text = "Gateway API \(bundle.release)" + (bundle.channel.map { ", \($0) channel" } ?? "")
        let usual = GatewayAPITarget.standard
        guard let target = bundle.target else {
            let known = GatewayAPITarget.known.joined(separator: ", ")
            return Check(
                .bundle, .ok, text, notes: ["openmcf does not know this release; it knows \(known)"], facts: facts)
        }
        let isUsual = target.release == usual.release && target.channel == usual.channel
        let note = "--gateway-api \(target.release)/\(target.channel) judges manifests as this cluster does"
        return Check(.bundle, .ok, text, notes: isUsual ? [] : [note], facts: facts)
    }

    func namespaceCheck(_ namespace: String) async throws -> Check {
        do {
            switch NamespaceObstacle(try await client.namespace(namespace)) {
            case .beingDeleted: throw ApplyingError.beingDeleted(namespace)
            case .missing: break
            case nil: return Check(.namespace, .ok, "exists", namespace: namespace)
            }
        } catch let error as KubernetesError where error.code == .forbidden {
            return Check(
                .namespace, .skipped, "this user may not look whether it exists, and need not for an apply",
                namespace: namespace)
        }
        if configuration.isSandbox {
            return Check(.namespace, .ok, "does not exist yet; an apply makes it", namespace: namespace)
        }
        throw ApplyingError.missing(namespace)
    }
}
