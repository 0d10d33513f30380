internal import KubernetesClient
internal import Values

/// From the configuration to a server that answers.
extension Doctor {
    /// Which server is asked, and where its address comes from.
    var configurationCheck: Check {
        let configuration = configuration
        var facts: Object = ["origin": .string(configuration.origin)]
        facts["context"] = configuration.contextName.map(Value.string)
        facts["server"] = .string(configuration.server.description)
        facts["namespace"] = configuration.defaultNamespace.map(Value.string)
        facts["kubeconfigs"] = .array(configuration.kubeconfigs.map(Value.string))
        // The check 'tls' says it where the certificate is not checked.
        let warnings = configuration.skipsTLSVerification ? [] : configuration.warnings
        var notes = warnings + configuration.notes
        if configuration.kubeconfigs.count > 1 {
            notes.append("merged from \(configuration.kubeconfigs.joined(separator: ", "))")
        }
        notes += configuration.missingPlaces
        return Check(
            .configuration, warnings.isEmpty ? .ok : .warning,
            "\(configuration.server), from \(configuration.origin)", notes: notes,
            facts: facts)
    }

    /// What there is to authenticate with.
    ///
    /// - Parameter now: in seconds since 1970.
    func credentialsCheck(now: Int) -> Check {
        let credentials = configuration.credentials
        let origin = credentials.origin.map { ", from \($0)" } ?? ""
        let user = configuration.impersonation.user.map { ", acting for '\($0)'" } ?? ""
        let detail = credentials.isEmpty ? "none\(user)" : "\(credentials.kind)\(origin)\(user)"
        var facts: Object = ["kind": .string(credentials.kind)]
        facts["origin"] = credentials.origin.map(Value.string)
        facts["impersonates"] = configuration.impersonation.user.map(Value.string)
        guard let own = configuration.clientCertificates.first else {
            return Check(.credentials, .ok, detail, facts: facts)
        }
        facts["certificate"] = own.value
        guard own.expiresSoon(now) else {
            return Check(.credentials, .ok, detail, notes: [own.words], facts: facts)
        }
        return Check(
            .credentials, .warning, "\(detail): it \(own.whenItExpires(now))",
            help: "Have it renewed, or fetch the kubeconfig again.", notes: [own.words], facts: facts)
    }

    /// One of the steps to a connection, by what making one came to; throws why it failed at this step.
    func connectionCheck(_ name: Check.Name, _ probe: ConnectionProbe, _ greeting: ServerGreeting?) throws -> Check {
        if let failure = probe.failure, failure.check == name { throw client.error(failure) }
        switch name {
        case .name: return nameCheck(probe)
        case .proxy: return proxyCheck
        case .tls: return try tlsCheck(probe, greeting)
        default: return reachedCheck(probe)
        }
    }

    private func nameCheck(_ probe: ConnectionProbe) -> Check {
        let proxy = configuration.proxy
        let host = proxy?.host ?? configuration.server.host
        let whose = proxy == nil ? "" : ", the proxy's,"
        let address = probe.address ?? probe.failure?.address
        guard let address, address != host else {
            return Check(.name, .ok, "\(host)\(whose) is an address: no name to look up")
        }
        return Check(.name, .ok, "\(host)\(whose) has the address \(address)", facts: ["address": .string(address)])
    }

    private var proxyCheck: Check {
        guard let proxy = configuration.proxy else {
            let reason = configuration.proxyOrigin.map { ", by \($0)" } ?? ""
            return Check(.proxy, .ok, "none: the server is reached directly\(reason)")
        }
        let origin = configuration.proxyOrigin.map { ", from \($0)" } ?? ""
        var facts: Object = ["proxy": .string(proxy.description)]
        facts["origin"] = configuration.proxyOrigin.map(Value.string)
        return Check(.proxy, .ok, "\(proxy)\(origin)", facts: facts)
    }

    private func reachedCheck(_ probe: ConnectionProbe) -> Check {
        let server = configuration.server
        if let proxy = configuration.proxy {
            let isTunnel = server.isSecure || proxy.kind == .socks5
            return Check(
                .connection, .ok,
                isTunnel ? "the proxy connects to \(server.authority)" : "the proxy passes on each request")
        }
        let host = probe.address.map { $0.contains(":") ? "[\($0)]" : $0 } ?? server.urlHost
        return Check(.connection, .ok, "\(host):\(probe.port ?? server.port) accepts connections")
    }

    func serverCheck(_ greeting: ServerGreeting?) throws -> Check {
        switch greeting?.version {
        case .success(let version):
            return Check(
                .server, .ok, "Kubernetes \(version.gitVersion)", facts: ["version": .string(version.gitVersion)])
        case .failure(let error) where error.code != .unauthenticated && error.code != .forbidden: throw error
        case .failure, nil: return Check(.server, .ok, "answers, and does not tell its version")
        }
    }

    static func clockCheck(_ greeting: ServerGreeting?) -> Check {
        guard let offset = greeting?.clockOffset else {
            return Check(.clock, .skipped, "the server's answer has no Date")
        }
        let facts: Object = ["offsetSeconds": .int(Int64(offset))]
        let distance = abs(offset) < 2 ? "a second" : "\(abs(offset)) s"
        if abs(offset) <= 2 { return Check(.clock, .ok, "within 2 s of the server's", facts: facts) }
        let words = "this machine's clock is \(distance) \(offset > 0 ? "behind" : "ahead of") the server's"
        guard abs(offset) > 30 else { return Check(.clock, .ok, words, facts: facts) }
        return Check(
            .clock, .warning, words,
            help: "Set the clocks by NTP: certificates and tokens are valid or not by the clock.", facts: facts)
    }
}

extension DialFailure {
    /// The check that it belongs to.
    fileprivate var check: Check.Name {
        if case .unknownName = cause { return .name }
        switch stage {
        case .proxyTCP, .proxyTLS, .proxyTunnel: return .proxy
        case .serverTCP: return .connection
        case .serverTLS: return .tls
        }
    }
}
