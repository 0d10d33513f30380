internal import Diagnostics

/// Why a source that is no file cannot be read, or an object of one not be loaded.
extension DiagnosticCode {
    static let unreadableURL = DiagnosticCode(
        "unreadable-url", .error, "A manifest cannot be read from its URL",
        example: "the server answered 404 Not Found; this is a web page, not a manifest",
        advice: "check the URL, or download the file first")
    static let kustomizeFailed = DiagnosticCode(
        "kustomize-failed", .error, "The build of kustomize failed",
        example: "'kustomize build deploy' failed with exit code 1; neither 'kustomize' nor 'kubectl' is installed",
        advice: "run 'kustomize build' by hand and correct what it says")
    static let unreadableClipboard = DiagnosticCode(
        "unreadable-clipboard", .error, "The clipboard cannot be read",
        example: "there is no clipboard here: neither WAYLAND_DISPLAY nor DISPLAY is set",
        advice: "install a program that reads it, or give a file")
    static let refusedObject = DiagnosticCode(
        "refused-object", .error, "The sandbox refuses an object that it is to start with",
        example: "the sandbox refuses this: there is no such field",
        advice: "correct the field that the message names")
}
