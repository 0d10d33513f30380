/// A Gateway, or another parent, that a route attaches to.
public struct ParentReference: Fragment, Sendable, CustomStringConvertible {
    var calls: [Call] = []

    /// A reference in which nothing is set.
    public init() {}

    /// The reference as a JSON document.
    public var description: String { json }

    /// The calls of both, those of the right one last.
    public static func + (left: ParentReference, right: ParentReference) -> ParentReference { left.adding(right.calls) }
}
