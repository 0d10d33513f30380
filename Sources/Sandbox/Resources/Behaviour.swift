internal import Values

/// What the server does for a kind of object beyond what its schema says.
///
/// The defaults are those of a custom resource.
struct Behaviour: Sendable {
    /// Whether API servers have the kind of themselves, in contrast to a custom resource: such a body may leave out
    /// what it is, an update its version, and a strategic merge patch is taken.
    var isBuiltIn = false

    /// Whether `metadata.generation` counts the changes of what is asked for.
    var hasGeneration = true

    /// What an object may be called.
    var nameRule = NameRule.subdomain

    /// Whether all objects may be deleted at once.
    var deletesCollections = true

    /// How an object goes.
    var deletion = Deletion.whenNothingHolds

    /// Top-level fields, beside `status`, that an update leaves as they are.
    var keptByUpdates: [String] = []

    /// What is added to a new object in its creator's name, who then owns it.
    var prepare: @Sendable (_ object: inout Value) -> Void = { _ in }

    /// What is added to a new object in nobody's name.
    var complete: @Sendable (_ object: inout Value) -> Void = { _ in }

    /// Reads the protobuf form of the kind, whose media type is `NamespaceProtobuf.mediaType`; nil where none is taken.
    var decodeProtobuf: (@Sendable (_ body: [UInt8]) -> Value?)?

    /// What a table shows between the name and the age.
    var columns: [Column] = []

    /// The machinery's hash of the stored version, which discovery tells of custom resources.
    var storageVersionHash: String?

    enum NameRule: Sendable {
        /// A DNS subdomain of RFC 1123.
        case subdomain
        /// A DNS label of RFC 1123.
        case label
    }

    enum Deletion: Sendable {
        /// At once, or when the last finalizer is taken away.
        case whenNothingHolds
        /// With all that is in the namespace; some names cannot be deleted.
        case withContents(protected: [String])
    }

    /// A column of a table.
    struct Column: Sendable {
        let name: String
        let description: String
        /// Where the object has the text.
        let path: FieldPath
    }
}
