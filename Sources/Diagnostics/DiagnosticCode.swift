/// The stable name of a kind of problem: scripts match on it, the docs list it.
///
/// A struct and not an enum, so that a new code breaks nobody.
package struct DiagnosticCode: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// The name as scripts see it: words in small letters with hyphens, such as `unknown-field`.
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }
    package init(_ rawValue: String) { self.rawValue = rawValue }
    package var description: String { rawValue }
}
