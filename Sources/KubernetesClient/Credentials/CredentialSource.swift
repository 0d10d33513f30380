internal import Values

/// What requests carry to say who makes them.
struct IssuedCredentials: Sendable, Equatable {
    /// The value of the header `Authorization`; nil for none.
    var authorization: Secret?
    /// The client certificate that a plugin handed out; those of a kubeconfig do not change during a run.
    var identity: ClientIdentity?
}

/// Why there are no credentials.
enum CredentialFailure: Error {
    case unusable(ClusterConfigurationError)
    case cancelled
}

/// Hands out the current credentials: a token from a file is read again when it is a minute old, a plugin is asked
/// again when what it handed out has expired, and both after a 401.
actor CredentialSource {
    private typealias Waiter = CheckedContinuation<Result<IssuedCredentials, CredentialFailure>, Never>

    private let credentials: Credentials
    private let readFile: ClusterEnvironment.ReadFile
    private let plugins: PluginOptions
    private var cached: (issued: IssuedCredentials, until: ContinuousClock.Instant?)?
    /// The plugin's certificate that connections are made with.
    private var presented: ClientIdentity?
    /// Those who want what a plugin that runs will hand out; nil while none runs.
    private var waiters: [Waiter]?

    init(_ credentials: Credentials, _ plugins: PluginOptions, readFile: @escaping ClusterEnvironment.ReadFile) {
        self.credentials = credentials
        self.plugins = plugins
        self.readFile = readFile
    }

    /// What the next request is to carry.
    func current() async throws(CredentialFailure) -> IssuedCredentials {
        if let cached, cached.until.map({ ContinuousClock.now < $0 }) ?? true { return cached.issued }
        guard let plugin = credentials.plugin else { return try read() }
        return try await ask(plugin)
    }

    /// Has a transport use the certificate that a plugin handed out, where it is another than before.
    func present(_ issued: IssuedCredentials, on transport: HTTPTransport) async throws(TLSSettingsError) {
        guard credentials.plugin != nil, issued.identity != presented else { return }
        presented = issued.identity
        try await transport.use(issued.identity)
    }

    /// Whether there are other credentials than those that were refused.
    ///
    /// - Throws: why they could not be asked for.
    func refresh(after refused: IssuedCredentials) async throws(CredentialFailure) -> Bool {
        if let plugin = credentials.plugin {
            if let cached, cached.issued != refused { return true }
            cached = nil
            return try await ask(plugin) != refused
        }
        guard case .file = credentials.token else { return false }
        cached = nil
        return try read() != refused
    }
}

// MARK: What a kubeconfig holds

extension CredentialSource {
    private func read() throws(CredentialFailure) -> IssuedCredentials {
        let issued: IssuedCredentials
        do throws(ClusterConfigurationError) {
            issued = try IssuedCredentials(authorization: authorization())
        } catch {
            throw .unusable(error)
        }
        cached = (issued, credentials.token?.isFile == true ? .now + .seconds(60) : nil)
        return issued
    }

    private func authorization() throws(ClusterConfigurationError) -> Secret? {
        switch credentials.token {
        case .fixed(let token): return Secret("Bearer " + token.reveal())
        case .file(let path, let other):
            do {
                return Secret("Bearer " + (try TokenFile.token(in: path, readFile)).reveal())
            } catch {
                guard let other, error.code == .unreadableFile else { throw error }
                return Secret("Bearer " + other.reveal())
            }
        case nil:
            return credentials.userName.map { URLUser(name: $0, password: credentials.password).basicAuthorization }
        }
    }
}

// MARK: What a plugin hands out

extension CredentialSource {
    /// Runs the plugin, or waits for one that runs already.
    private func ask(_ plugin: CredentialPlugin) async throws(CredentialFailure) -> IssuedCredentials {
        while waiters != nil {
            let result = await withCheckedContinuation {
                waiters?.append($0) ?? $0.resume(returning: .failure(.cancelled))
            }
            // The one who asked was cancelled: that is nothing to the others.
            if case .failure(.cancelled) = result, !Task.isCancelled { continue }
            return try result.get()
        }
        waiters = []
        let result: Result<IssuedCredentials, CredentialFailure>
        do throws(CredentialFailure) {
            let (issued, until) = try await run(plugin)
            cached = (issued, until)
            result = .success(issued)
        } catch {
            result = .failure(error)
        }
        let waiting = waiters ?? []
        waiters = nil
        for waiter in waiting { waiter.resume(returning: result) }
        return try result.get()
    }

    private func run(
        _ plugin: CredentialPlugin
    ) async throws(CredentialFailure) -> (IssuedCredentials, until: ContinuousClock.Instant?) {
        guard plugin.mode != .always || plugins.canAsk else {
            throw .unusable(
                plugin.failure("has to ask something ('interactiveMode: Always'), and there is no terminal"))
        }
        let bytes: [UInt8]
        do throws(PluginProcess.Failure) {
            bytes = try await PluginProcess.output(
                of: plugin, isInteractive: plugin.mode != .never && plugins.canAsk, plugins)
        } catch {
            throw plugin.failure(error)
        }
        do throws(ExecCredential.Problem) {
            let credential = try ExecCredential(bytes, version: plugin.version)
            let issued = IssuedCredentials(
                authorization: credential.token.map { Secret("Bearer " + $0.reveal()) }, identity: credential.identity)
            return (issued, credential.expiry.map(Self.deadline))
        } catch {
            throw .unusable(plugin.failure("printed what cannot be used: it \(error.reason)"))
        }
    }

    /// When to ask again; what has expired when it comes is used for a moment, as the clocks may differ.
    private static func deadline(_ expiry: Double) -> ContinuousClock.Instant {
        .now + .seconds(min(max(expiry - WallClock.now, 10), 1e9))
    }
}

extension TokenSource {
    fileprivate var isFile: Bool {
        if case .file = self { true } else { false }
    }
}

extension CredentialPlugin {
    fileprivate func failure(_ failure: PluginProcess.Failure) -> CredentialFailure {
        switch failure {
        case .cancelled: .cancelled
        case .failed(let reason): .unusable(self.failure(reason))
        case .notInstalled: .unusable(self.failure("is not installed: no folder of PATH has it"))
        case .inRelativeFolder:
            .unusable(self.failure("is not run: PATH names its folder relative to the current one"))
        }
    }

    fileprivate func failure(_ reason: String) -> ClusterConfigurationError {
        ClusterConfigurationError(
            .pluginFailed, "\(self) \(reason)",
            help: installHint ?? "Run it by hand to see what is wrong, or choose another user with --user.")
    }
}
