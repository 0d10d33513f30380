package import Diagnostics

/// The rules of TCPRoute about several fields, which its server states in CEL.
extension DiagnosticCode {
    package static let portRequired = DiagnosticCode(
        "port-required", .error, "A backend that is a Service has no port",
        example: "the Service 'postgres' needs a port",
        advice: "add 'port:' with the Service's port number")
    package static let duplicateRuleName = DiagnosticCode(
        "duplicate-rule-name", .error, "Two rules of a route have the same name",
        example: "the rule name 'one' is taken",
        advice: "give each rule a name of its own")
    package static let duplicateParent = DiagnosticCode(
        "duplicate-parent", .error, "Two references of a route name the same listener of a parent",
        example: "Gateway 'my-gateway' is already a parent of this route: sectionName or port must differ",
        advice: "name another listener, or drop the second reference")
    package static let parentListenerRequired = DiagnosticCode(
        "parent-listener-required", .error,
        "Of two references to a parent, one does not name its listener as the other does",
        example:
            "two references to Gateway 'my-gateway' must both name their listener by the same fields (sectionName or port)",
        advice: "name one listener per reference, by the same fields")
}
