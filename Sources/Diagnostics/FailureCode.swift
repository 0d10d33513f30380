/// The stable name of a reason for a command, or for one write of it, to end without its result.
///
/// Each is declared once, as a static member in the target that throws it. Scripts match on the name.
package protocol FailureCode: Hashable, Sendable {
    /// The name as JSON spells it, such as `state-locked`.
    var rawValue: String { get }
    /// What it means, in Markdown, as docs/diagnostics.md has it: without a capital at the start and a final full stop.
    var meaning: String { get }
    /// All that there are, in the order of the docs.
    static var all: [Self] { get }
}
