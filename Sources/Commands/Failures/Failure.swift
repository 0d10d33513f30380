internal import Diagnostics
internal import KubernetesClient
internal import Manifests
internal import Planning
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
    static func usage(_ message: String, help: String? = nil) -> Failure {
        Failure(.usage, code: "usage", message, help: help)
    }

    static func invalidManifests(_ diagnostics: [Diagnostic]) -> Failure {
        let count = diagnostics.count { $0.severity == .error }
        return Failure(
            .invalidManifest, code: "invalid-manifest",
            "the manifests have \(count == 1 ? "an error" : "\(count) errors")",
            diagnostics: diagnostics)
    }

    init(_ error: StateError) {
        let status: ExitStatus =
            switch error.code {
            case .locked: .locked
            case .changed: .conflict
            case .cancelled: .interrupted
            default: .failure
            }
        self.init(status, code: error.code.rawValue, error.message, help: error.help)
    }

    init(_ error: OverrideError) {
        self.init(
            .usage, code: "usage", "an argument of --set cannot be used", diagnostics: [error.diagnostic])
    }

    /// The failure as JSON, for commands that were asked for JSON and have no result.
    var value: Value {
        [
            "formatVersion": .string(FormatVersion.current), "error": error,
            "diagnostics": .array(diagnostics.map(DiagnosticReport.value)),
        ]
    }

    /// The failure itself, as it stands in JSON.
    var error: Value {
        var error: Object = ["code": .string(code), "message": .string(message)]
        if let help { error["help"] = .string(help) }
        return .object(error)
    }
}
