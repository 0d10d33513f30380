/// Which fields a kind of message has, as the API's `.proto` files number them.
struct ProtobufLayout: Sendable {
    struct Field: Sendable {
        let name: String
        let number: Int
        let kind: Kind
    }

    indirect enum Kind: Sendable {
        case text, texts, number, flag
        /// A flag that may be unset.
        case optionalFlag
        /// The same of texts and numbers.
        case optionalText, optionalNumber
        /// A point in time, to the second.
        case time
        /// A point in time, to the microsecond.
        case microTime
        /// `IntOrString`.
        case numberOrText
        /// A message that holds JSON.
        case json
        /// Texts by their names.
        case map
        /// Bytes by their names.
        case bytesMap
        case message(ProtobufLayout)
        case messages(ProtobufLayout)
    }

    let fields: [Field]

    init(_ fields: [(String, Int, Kind)]) { self.fields = fields.map { Field(name: $0, number: $1, kind: $2) } }

    /// An object: its metadata and the fields of its kind.
    static func object(_ fields: [(String, Int, Kind)]) -> ProtobufLayout {
        ProtobufLayout([("metadata", 1, .message(metadata))] + fields)
    }

    /// A list of such objects.
    var list: ProtobufLayout {
        ProtobufLayout([("metadata", 1, .message(Self.listMetadata)), ("items", 2, .messages(self))])
    }
}

// MARK: - What kinds have in common

extension ProtobufLayout {
    private static let metadata = ProtobufLayout([
        ("name", 1, .text), ("generateName", 2, .text), ("namespace", 3, .text), ("selfLink", 4, .text),
        ("uid", 5, .text), ("resourceVersion", 6, .text), ("generation", 7, .number), ("creationTimestamp", 8, .time),
        ("deletionTimestamp", 9, .time), ("deletionGracePeriodSeconds", 10, .optionalNumber), ("labels", 11, .map),
        ("annotations", 12, .map), ("ownerReferences", 13, .messages(owner)), ("finalizers", 14, .texts),
        ("managedFields", 17, .messages(managedFields)),
    ])

    private static let owner = ProtobufLayout([
        ("kind", 1, .text), ("name", 3, .text), ("uid", 4, .text), ("apiVersion", 5, .text),
        ("controller", 6, .optionalFlag), ("blockOwnerDeletion", 7, .optionalFlag),
    ])

    private static let managedFields = ProtobufLayout([
        ("manager", 1, .text), ("operation", 2, .text), ("apiVersion", 3, .text), ("time", 4, .time),
        ("fieldsType", 6, .text), ("fieldsV1", 7, .json), ("subresource", 8, .text),
    ])

    private static let listMetadata = ProtobufLayout([
        ("resourceVersion", 2, .text), ("continue", 3, .text), ("remainingItemCount", 4, .optionalNumber),
    ])

    /// A condition as newer kinds have it (apimachinery `metav1.Condition`).
    static let condition = ProtobufLayout([
        ("type", 1, .text), ("status", 2, .text), ("observedGeneration", 3, .number),
        ("lastTransitionTime", 4, .time), ("reason", 5, .text), ("message", 6, .text),
    ])

    /// A reference to any object (core `ObjectReference`).
    static let reference = ProtobufLayout([
        ("kind", 1, .text), ("namespace", 2, .text), ("name", 3, .text), ("uid", 4, .text), ("apiVersion", 5, .text),
        ("resourceVersion", 6, .text), ("fieldPath", 7, .text),
    ])

    /// The `Status` of a request.
    static let status = ProtobufLayout([
        ("metadata", 1, .message(listMetadata)), ("status", 2, .text), ("message", 3, .text), ("reason", 4, .text),
        ("details", 5, .message(details)), ("code", 6, .number),
    ])

    private static let details = ProtobufLayout([
        ("name", 1, .text), ("group", 2, .text), ("kind", 3, .text),
        (
            "causes", 4,
            .messages(ProtobufLayout([("reason", 1, .text), ("message", 2, .text), ("field", 3, .text)]))
        ),
        ("retryAfterSeconds", 5, .number), ("uid", 6, .text),
    ])
}
