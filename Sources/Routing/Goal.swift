/// What is asked of a route.
package enum Goal: String, Sendable, CaseIterable {
    /// That the controllers of all its parents have accepted it.
    case accepted
    /// That it carries traffic as well.
    case ready
}
