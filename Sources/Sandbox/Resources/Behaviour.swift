internal import Values

/// What the server does for a kind of object beyond what its schema says.
///
/// The defaults are those of a custom resource.
struct Behaviour: Sendable {
    /// Whether API servers have the kind of themselves, in contrast to a custom resource: such a body may leave out
    /// what it is, an update its version unless `updatesNameVersion`, and a strategic merge patch is taken.
    var isBuiltIn = false {
        didSet { (updatesNameVersion, qualifiesFinalizers) = (!isBuiltIn, isBuiltIn) }
    }

    /// Whether an update has to name the version that it is of; a custom resource's has to.
    var updatesNameVersion = true

    /// Whether a finalizer has to have a domain, or be one of the machinery's own.
    var qualifiesFinalizers = false

    /// Whether what the machinery demands of metadata counts only where nothing else is wrong.
    var checksMetadataLast = false

    /// Whether a deletion can ask for something to happen to the objects that this one owns.
    var hasDependents = true

    /// Whether an update of an object that is not there creates it.
    var updatesCreate = false

    /// Whether a deletion that is done answers with the object instead of a `Status`.
    var deletionShowsObject = false

    /// Whether labels and the like count for the generation, too.
    var generationCountsMetadata = false

    /// Whether `metadata.generation` counts the changes of what is asked for.
    var hasGeneration = true

    /// What an object may be called.
    var nameRule = NameRule.subdomain

    /// Whether the status is written apart from the rest, at a path of its own.
    var hasStatus = true

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

    /// Fields that lists can be selected by, beside name and namespace.
    var selectableFields: [FieldPath] = []

    /// Whether the server knows which fields there are to select by, and lists them for one that is none.
    var listsSelectableFields = false

    /// What an object has before anybody has said anything of it, so that nobody owns it.
    var blank: Value = [:]

    /// Defaults that follow from other fields; runs on each object that is decoded.
    var complement: @Sendable (_ object: inout Value) -> Void = { _ in }

    /// What an update leaves as it was although its body does not say so.
    var carryOver: @Sendable (_ object: inout Value, _ old: Value) -> Void = { _, _ in }

    /// What the server makes of a valid object before it is stored, in nobody's name: it gives out what there is only
    /// one of in the cluster, addresses and ports.
    ///
    /// - Throws: 422 for what is taken or cannot be.
    var settle: (@Sendable (_ object: inout Value, _ old: Value?, _ taken: Allocations) throws(APIFailure) -> Void)?

    /// The field by which the server's complaint names another than where the schema finds what is wrong.
    var complaintField: @Sendable (APIFailure.Cause) -> String = \.field

    /// What is wrong with an object beyond its schema; `old` is what it replaces.
    var check: (@Sendable (_ object: Value, _ old: Value?) -> [APIFailure.Cause])?

    /// What a custom resource's schema demands beyond what `Schema` can say: its `allOf`, `anyOf` and `not`.
    var conditions: (@Sendable (_ object: Value) -> [APIFailure.Cause])?

    /// Why an object cannot be decoded although its types are those of the schema.
    var decodingProblem: @Sendable (_ object: Value) -> String? = { _ in nil }

    /// What the client that wrote an object is warned of.
    var warnings: (@Sendable (_ object: Value) -> [String])?

    /// How the kind is read in protobuf; nil where it is not.
    var protobuf: ProtobufLayout?

    /// What a table shows, after the name where that is none of them.
    var columns: [Column] = [.age]

    /// All that a table shows.
    var tableColumns: [Column] { columns.contains { $0.format == "name" } ? columns : [.name()] + columns }

    /// Answers objects of the kind instead of storing them; nil for kinds that are stored.
    var review: Review?

    /// Whether clients can only read objects of the kind.
    var isReadOnly = false

    /// The machinery's hash of the stored version, which discovery tells.
    var storageVersionHash: String?

    enum NameRule: Sendable {
        /// A DNS subdomain of RFC 1123.
        case subdomain
        /// A DNS label of RFC 1123.
        case label
        /// Anything that can be a step of a path.
        case pathSegment
    }

    enum Deletion: Sendable {
        /// At once, or when the last finalizer is taken away.
        case whenNothingHolds
        /// With all that is in the namespace; some names cannot be deleted.
        case withContents(protected: [String])
    }

}
