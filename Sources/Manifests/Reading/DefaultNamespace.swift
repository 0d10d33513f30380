/// The namespace of objects that name none.
package struct DefaultNamespace: Sendable, Equatable {
    /// The namespace, a DNS label.
    package let name: String
    /// Where that comes from, as the rest of a sentence: `as -n says`.
    package let origin: String

    package init(_ name: String, origin: String) { (self.name, self.origin) = (name, origin) }
}
