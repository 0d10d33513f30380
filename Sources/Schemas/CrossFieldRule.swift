package import Nodes

/// A rule about several fields at once, which the API server states in CEL (`x-kubernetes-validations`).
package struct CrossFieldRule: Sendable {
    /// Where a rule is broken, relative to the value that carries it, and how to say so.
    package struct Finding: Sendable {
        package let path: FieldPath
        /// A field that belongs to the problem, such as the first of two equal names.
        package let related: FieldPath?
        /// The problem in this very value, for a person.
        package let explanation: String
        package let help: String?
        /// A field below `path` that the rule asks for, where one is missing.
        package let missing: String?

        package init(
            _ path: FieldPath, _ explanation: String, related: FieldPath? = nil, help: String? = nil,
            missing: String? = nil
        ) {
            self.path = path
            self.missing = missing
            self.related = related
            self.explanation = explanation
            self.help = help
        }
    }

    /// A stable name, used as the diagnostic's code.
    package let name: String
    /// What the API server answers where the rule is broken.
    package let message: String
    /// Where a value breaks the rule; it gets values with defaults applied, whose fields may have a wrong type.
    package let findings: @Sendable (Value) -> [Finding]

    package init(name: String, message: String, findings: @escaping @Sendable (Value) -> [Finding]) {
        self.name = name
        self.message = message
        self.findings = findings
    }
}
