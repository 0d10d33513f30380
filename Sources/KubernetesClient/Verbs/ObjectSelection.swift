/// Which objects of a type a list, a watch or a deletion is about, in the words of the API; the server judges them.
package struct ObjectSelection: Sendable, Equatable {
    /// All objects.
    package static let all = ObjectSelection()

    /// A label selector, such as `app=db,tier in (a,b)`; nil for any labels.
    package var labels: String?
    /// A field selector, such as `metadata.name=pg`; nil for any.
    package var fields: String?

    package init(labels: String? = nil, fields: String? = nil) {
        self.labels = labels
        self.fields = fields
    }

    /// The object of a name.
    package static func name(_ name: String) -> ObjectSelection { ObjectSelection(fields: "metadata.name=\(name)") }

    var query: [(name: String, value: String)] {
        [("labelSelector", labels), ("fieldSelector", fields)].compactMap { name, value in value.map { (name, $0) } }
    }
}
