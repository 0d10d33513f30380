internal import Applying
internal import Files
internal import KubernetesClient
internal import Sandbox
internal import State

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
            let status: ExitStatus = error.code == .busy ? .locked : .failure
            self.init(status, code: error.code.rawValue, error.message, help: error.help)
        case let error as FileError: self.init(.fileFailed, error.message, help: error.help)
        case is CancellationError: self.init(.cancelled, "the run was cancelled")
        default:
            self.init(
                .internal, "openmcf met an error that it does not know: \(type(of: error))",
                help: "this is a mistake in openmcf: please report it with the command and what --verbose says of it")
        }
    }
}
