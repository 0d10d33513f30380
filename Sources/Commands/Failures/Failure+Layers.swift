internal import Applying
internal import Diagnostics
internal import Files
internal import KubernetesClient
internal import Manifests
internal import Sandbox
internal import State

/// What the errors of the layers below are to a user: the only place where an error gets its exit code.
extension Failure {
    /// The failure that an error of any layer stands for.
    ///
    /// Of one that nobody foresaw only the type is told: its own words may hold a secret.
    init(from error: any Error) {
        switch error {
        case let failure as Failure: self = failure
        case let error as StateError: self.init(error)
        case let error as ApplyingError: self.init(error)
        case let error as KubernetesError: self.init(error)
        case let error as ClusterConfigurationError: self.init(error)
        case let error as SandboxError:
            self.init(ExitStatus(error.code), code: error.code.rawValue, error.message, help: error.help)
        case let error as FileError: self.init(.fileFailed, error.message, help: error.help)
        case is CancellationError: self.init(.cancelled, "the run was cancelled")
        default:
            self.init(
                .unforeseen, "openmcf met an error that it does not know: \(type(of: error))",
                help: "this is a mistake in openmcf: please report it with the command and what --verbose says of it")
        }
    }

    /// A state that cannot be read, locked or written.
    init(_ error: StateError) {
        self.init(ExitStatus(error.code), code: error.code.rawValue, error.message, help: error.help)
    }

    /// A plan that does not fit the cluster, or a route that may not be written.
    init(_ error: ApplyingError) {
        self.init(ExitStatus(error.code), code: error.code.rawValue, error.message, help: error.help)
    }

    /// What an API server answered, or why it could not be asked.
    init(_ error: KubernetesError) {
        self.init(ExitStatus(error.code), code: error.code.rawValue, error.message, help: error.help)
    }

    /// A kubeconfig or a provider file that cannot be used, at its lines where they are known.
    init(_ error: ClusterConfigurationError) {
        guard let diagnostic = error.diagnostic, let file = diagnostic.file else {
            self.init(.cluster, code: error.code.rawValue, error.message, help: error.help)
            return
        }
        self.init(
            .cluster, code: error.code.rawValue,
            "the \(error.code == .invalidProvider ? "provider file" : "kubeconfig") '\(file)' cannot be used",
            help: error.help,
            diagnostics: [diagnostic])
    }

    /// An argument of `--set` that cannot be used.
    static func invalidOverride(_ error: DiagnosticError) -> Failure {
        Failure(.usage, "an argument of --set cannot be used", diagnostics: [error.diagnostic])
    }
}

extension ExitStatus {
    init(_ code: StateError.Code) {
        self =
            switch code {
            case .locked: .locked
            case .changed: .conflict
            case .cancelled: .interrupted
            default: .failure
            }
    }

    init(_ code: ApplyingError.Code) {
        self =
            switch code {
            case .notOwned, .fieldConflict, .changedMeanwhile, .beingDeleted, .stalePlan: .conflict
            default: .failure
            }
    }

    init(_ code: KubernetesError.Code) {
        self =
            switch code {
            case .unreachable, .connectionLost, .tls, .unauthenticated, .forbidden, .notKubernetes, .unknownPath,
                .configuration, .credentialPlugin, .timedOut:
                .cluster
            case .conflict, .alreadyExists, .gone: .conflict
            case .invalid, .badRequest, .denied: .invalidManifest
            case .cancelled: .interrupted
            default: .failure
            }
    }

    init(_ code: SandboxError.Code) {
        self =
            switch code {
            case .busy: .locked
            default: .failure
            }
    }
}
