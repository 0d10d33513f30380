/// A Service, or another backend, that gets connections, with its share of them.
public struct BackendReference: Fragment, Sendable, CustomStringConvertible {
    var calls: [Call] = []

    /// A reference in which nothing is set.
    public init() {}

    /// The reference as a JSON document.
    public var description: String { json }

    /// The calls of both, those of the right one last.
    public static func + (left: BackendReference, right: BackendReference) -> BackendReference {
        left.adding(right.calls)
    }
}
