internal import Values

extension Value {
    /// A member's text; empty where it is none.
    func text(_ key: String) -> String { self[key]?.string ?? "" }
}
