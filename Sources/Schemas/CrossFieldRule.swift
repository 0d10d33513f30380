package import Diagnostics
package import Values

/// A rule about several fields at once; those of an API's own schema the server states in CEL
/// (`x-kubernetes-validations`).
package struct CrossFieldRule: Sendable {
    /// Where a rule is broken, relative to the value that carries it, and how to say so.
    package struct Finding: Sendable {
        /// Where the problem is; the empty path for the value that carries the rule.
        package let path: FieldPath
        /// A field that belongs to the problem, such as the first of two equal names, and what to say there.
        package let related: FieldPath?
        /// The label at `related`; without meaning where that is nil.
        package let relatedText: String
        /// The problem in this very value, for a person.
        package let explanation: String
        /// What to do about it, a sentence without a final full stop; nil where the explanation says it.
        package let help: String?
        /// The field that the rule asks for, where one is missing.
        package let missing: FieldPath?

        package init(
            _ path: FieldPath, _ explanation: String, related: FieldPath? = nil,
            relatedText: String = "the first one is here", help: String? = nil, missing: FieldPath? = nil
        ) {
            self.path = path
            self.missing = missing
            self.related = related
            self.relatedText = relatedText
            self.explanation = explanation
            self.help = help
        }
    }

    /// The code of a diagnostic about it.
    package let code: DiagnosticCode
    /// What the API server answers where the rule is broken, or the rule itself where no server knows it.
    package let message: String
    /// A JSON Schema that every value which keeps the rule satisfies, for editors; nil where that says nothing.
    package let condition: Value?
    /// Members that the server's expression reads of the value, or of each element of a list, as if they were always
    /// there; defaults see to that.
    package var unguarded: [String] = []
    /// Where a value breaks the rule; it gets values with defaults applied, whose fields may have a wrong type.
    package let findings: @Sendable (Value) -> [Finding]

    package init(
        _ code: DiagnosticCode, message: String, condition: Value? = nil,
        findings: @escaping @Sendable (Value) -> [Finding]
    ) {
        self.code = code
        self.message = message
        self.condition = condition
        self.findings = findings
    }

    /// A rule of objects that are no manifests: its breaches are told by other codes.
    package init(
        name: String, message: String, condition: Value? = nil, findings: @escaping @Sendable (Value) -> [Finding]
    ) {
        let code = DiagnosticCode(name, .error, message, advice: "correct the object")
        self.init(code, message: message, condition: condition, findings: findings)
    }
}
