package import Schemas
package import Values

/// The metadata of Kubernetes objects, as far as users write it (apimachinery `ObjectMeta`).
package enum ObjectMetadata {
    /// The name of an object: an RFC 1123 subdomain; of Services and Namespaces less is allowed.
    package static let name = Schema.string(
        "Name of the object, unique in its namespace.", pattern: .subdomain, length: 1...253)
    /// The namespace of an object: an RFC 1123 label.
    package static let namespace = Schema.string("Namespace of the object.", pattern: .label, length: 1...63)
    /// Labels; their keys and values are limited.
    package static let labels = Schema.map(
        "Labels to select objects by.", keys: .qualifiedName, of: .string("Value of the label.", pattern: .labelValue))
    /// Annotations; only their keys are limited one by one, see `maximumAnnotationsSize`.
    package static let annotations = Schema.map(
        "Notes for people and tools.", keys: .annotationKey, of: .string("Value of the annotation."))

    /// The most bytes that all annotations of an object may have together, keys included.
    package static let maximumAnnotationsSize = 256 << 10

    /// The bytes of all annotations, as the API server counts them.
    package static func size(ofAnnotations annotations: Object) -> Int {
        annotations.reduce(0) { $0 + $1.key.utf8.count + ($1.value.string?.utf8.count ?? 0) }
    }

    /// The members that servers set, and that nobody writes; the last two are those of servers before 1.16 and 1.24.
    package static let serverFields = [
        "uid", "resourceVersion", "generation", "creationTimestamp", "managedFields", "selfLink", "deletionTimestamp",
        "deletionGracePeriodSeconds", "initializers", "clusterName",
    ]

    /// All of the metadata; what servers set is described, not checked.
    package static let schema = Schema.object(
        "Standard metadata of the object.",
        [
            ("name", name),
            ("generateName", .string("Prefix of a name that the server makes up.")),
            ("namespace", namespace),
            ("labels", labels),
            ("annotations", annotations),
            ("finalizers", .list("What must happen before the object is deleted.", of: .string("Finalizer."))),
            ("ownerReferences", .list("Objects that this one belongs to.", of: .any("Owner."))),
            ("uid", .string("Identity of the object, never given again.")),
            ("resourceVersion", .string("Version of the stored object.")),
            ("generation", .integer("Version of the spec.", format: .int64)),
            ("creationTimestamp", .string("When the object was created.", format: .dateTime)),
            ("deletionTimestamp", .string("When deletion was asked for.", format: .dateTime)),
            ("deletionGracePeriodSeconds", .integer("Seconds until deletion.", format: .int64)),
            ("selfLink", .string("Unused by servers since 1.20.")),
            ("managedFields", .list("Which manager set which fields.", of: .any("Entry of a manager."))),
        ])
}
