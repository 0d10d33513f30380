extension TCPRoute {
    /// A group of weighted backends.
    public struct Rule: Fragment, Sendable, CustomStringConvertible {
        var calls: [Call] = []

        /// A rule in which nothing is set.
        public init() {}

        /// The rule as a JSON document.
        public var description: String { json }

        /// The calls of both, those of the right one last.
        public static func + (left: Rule, right: Rule) -> Rule { left.adding(right.calls) }
    }
}
