internal import Diagnostics
internal import KubernetesClient
internal import State
internal import Values

/// Why a command ended without its result: one sentence, what to do, and an exit code.
struct Failure: Error, Sendable {
    var status: ExitStatus
    /// The stable name of the failure in JSON.
    var code: String
    var message: String
    var help: String?
    var diagnostics: [Diagnostic] = []

    init(
        _ status: ExitStatus, code: String, _ message: String, help: String? = nil, diagnostics: [Diagnostic] = []
    ) {
        self.status = status
        self.code = code
        self.message = message
        self.help = help
        self.diagnostics = diagnostics
    }
}

extension Failure {
    /// A command line that asks for what cannot be.
    static func usage(_ message: String, help: String? = nil) -> Failure {
        Failure(.usage, message, help: help)
    }

    /// Manifests with errors, which are told before the sentence.
    static func invalidManifests(_ diagnostics: [Diagnostic]) -> Failure {
        let count = diagnostics.count { $0.severity == .error }
        return Failure(
            .invalidManifest,
            "the manifests have \(count == 1 ? "an error" : "\(count) errors")",
            diagnostics: diagnostics)
    }

    /// A cluster is needed, and none is configured.
    ///
    /// - Parameter places: where a configuration was looked for.
    static func noCluster(_ places: [String]) -> Failure {
        Failure(
            .noCluster, "no cluster is configured",
            help: "use --sandbox, --server URL or a kubeconfig; these were looked at:\n"
                + places.map { "  \($0)" }.joined(separator: "\n"))
    }

    /// All routes are asked about, and they may not be listed.
    ///
    /// - Parameter gaps: what could not be read, one clause each.
    static func routesNotListed(_ gaps: [String], help: String?) -> Failure {
        Failure(
            .cluster, code: KubernetesError.Code.forbidden.rawValue,
            "not all routes can be looked at: \(gaps.joined(separator: "; "))", help: help)
    }

    /// The failure of a command that needs a state where there is none.
    static func noState(_ store: StateStore) -> Failure {
        Failure(
            .noState, "there is no state at \(store.path)",
            help: LostState.advice(store)
                ?? """
                apply something first, or name the state with --state; when it was lost, 'openmcf diff -f MANIFEST' says \
                which --lineage an apply needs to continue it
                """)
    }
}

extension Failure {
    /// The failure as reports for other tools tell it.
    var run: FailedRun {
        FailedRun(code: code, message, help: help, exitCode: status.code, diagnostics: diagnostics)
    }

    /// The failure as JSON, for commands that were asked for JSON and have no result.
    var value: Value {
        [
            "formatVersion": .string(FormatVersion.current), "error": error,
            "diagnostics": .array(diagnostics.map(JSONRenderer.value)),
        ]
    }

    /// The failure itself, as it stands in JSON.
    var error: Value {
        var error: Object = ["code": .string(code), "message": .string(message)]
        if let help { error["help"] = .string(help) }
        return .object(error)
    }
}
