package import Values

/// Objects of one kind, as they were at one moment.
package struct ObjectList: Sendable {
    /// The objects that were wanted, in the server's order.
    package var items: [Value]
    /// The moment, for a watch that continues from it.
    package var resourceVersion: String
    /// The texts of the server's `Warning` headers, each once.
    package var warnings: [String]
}

/// A part of a list.
package struct ObjectPage: Sendable {
    /// The objects, in the server's order.
    package let items: [Value]
    /// The moment that all pages of the list are of.
    package let resourceVersion: String
    /// Asks for the next page; nil where this is the last.
    package let next: String?
    /// How many objects follow this page; nil where the server does not say.
    package let remaining: Int?
    /// The texts of the server's `Warning` headers.
    package let warnings: [String]
}
