/// An object that a route belongs to, and is deleted with.
public struct OwnerReference: Fragment, Sendable, CustomStringConvertible {
    var calls: [Call] = []

    /// A reference in which nothing is set.
    public init() {}

    /// The reference as a JSON document.
    public var description: String { json }

    /// The calls of both, those of the right one last.
    public static func + (left: OwnerReference, right: OwnerReference) -> OwnerReference { left.adding(right.calls) }
}
