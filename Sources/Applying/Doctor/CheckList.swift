internal import KubernetesClient

/// The checks that were made, and what follows from those that failed for those that are still to come.
package struct CheckList: Sendable {
    /// What a check needs to have succeeded; what that needs in turn follows.
    private static let requirements: [Check.Name: [Check.Name]] = [
        .credentials: [.configuration], .name: [.configuration], .proxy: [.name], .connection: [.proxy],
        .tls: [.connection], .server: [.tls], .authentication: [.credentials, .server], .api: [.authentication],
        .bundle: [.api], .namespace: [.authentication], .permissions: [.authentication], .clock: [.server],
    ]

    /// The checks in the order in which they were made.
    package private(set) var checks: [Check] = []
    /// Is told the checks as they are made; those of one name together.
    private let report: @Sendable ([Check]) -> Void

    package init(report: @escaping @Sendable ([Check]) -> Void = { _ in }) { self.report = report }

    /// The first check of a name.
    subscript(_ name: Check.Name) -> Check? { checks.first { $0.name == name } }

    /// Adds checks of one name and reports them.
    package mutating func add(_ new: [Check]) {
        checks += new
        report(new)
    }

    /// Makes the checks of one name, or skips them where one that they need has failed.
    ///
    /// What the body throws is what failed; only that the run was cancelled is thrown on.
    mutating func make(_ name: Check.Name, _ body: () async throws -> [Check]) async throws {
        if let obstacle = obstacle(to: name) {
            return add([Check(name, without: obstacle)])
        }
        do {
            add(try await body())
        } catch {
            add([try .failed(name, error)])
        }
    }

    /// Skips what was not made: nothing can be looked at any more.
    package mutating func skipRest() {
        for name in Check.Name.allCases where !checks.contains(where: { $0.name == name }) {
            if let obstacle = obstacle(to: name) { add([Check(name, without: obstacle)]) }
        }
    }

    /// The failed check that a check needs, at however many removes.
    private func obstacle(to name: Check.Name) -> Check.Name? {
        for needed in Self.requirements[name] ?? [] {
            if checks.contains(where: { $0.name == needed && $0.outcome == .failed }) { return needed }
            if let obstacle = obstacle(to: needed) { return obstacle }
        }
        return nil
    }
}

extension Check {
    /// The check that failed for an error; throws the error where it is that the run was cancelled.
    package static func failed(_ name: Name, _ error: any Error, namespace: String? = nil) throws -> Check {
        switch error {
        case let error as KubernetesError where error.code != .cancelled:
            Check(name, .failed, error.message, help: error.help ?? name.usualHelp, namespace: namespace)
        case let error as ApplyingError:
            Check(name, .failed, error.message, help: error.help ?? name.usualHelp, namespace: namespace)
        case let error as ClusterConfigurationError:
            Check(name, .failed, "\(error)", help: error.help ?? name.usualHelp)
        default: throw error
        }
    }
}

extension Check.Name {
    /// What to do where the error itself does not say it.
    fileprivate var usualHelp: String {
        switch self {
        case .configuration, .manifests: "Correct it there, or name another kubeconfig with --kubeconfig."
        case .credentials: "Log in again, or fetch the kubeconfig again."
        default: "Run it with -v to see what the server was asked, and ask the cluster's administrator."
        }
    }
}
