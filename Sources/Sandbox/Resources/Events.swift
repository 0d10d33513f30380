internal import Schemas
internal import Values

extension Resource {
    /// What happened to an object: nothing here tells it, others may, and kubectl looks for it in `describe`.
    static let event: Resource = {
        var behaviour = Behaviour()
        behaviour.isBuiltIn = true
        behaviour.hasGeneration = false
        behaviour.hasStatus = false
        behaviour.updatesCreate = true
        behaviour.nameRule = .pathSegment
        behaviour.qualifiesFinalizers = false
        behaviour.checksMetadataLast = true
        behaviour.hasDependents = false
        behaviour.selectableFields = ["reason", "reportingComponent", "type"]
        behaviour.selectableFields += members.map { FieldPath([.key("involvedObject"), .key($0)]) }
        behaviour.complement = { event in
            for (field, empty) in shown where event[field] == nil { event.set(field, empty) }
        }
        behaviour.blank = .object(Object(shown))
        behaviour.columns = EventColumns.all
        behaviour.check = { event, _ in EventChecks.causes(event) }
        behaviour.storageVersionHash = "r2yiGXH7wu8="
        behaviour.protobuf = .event
        var resource = Resource(
            group: "", version: "v1", kind: "Event", plural: "events", singular: "event", isNamespaced: true,
            schema: schema, behaviour: behaviour)
        resource.shortNames = ["ev"]
        return resource
    }()

    /// What an event shows also where it is empty.
    private static let shown: [(String, Value)] = [
        ("involvedObject", [:]), ("source", [:]), ("firstTimestamp", .null), ("lastTimestamp", .null),
        ("eventTime", .null), ("reportingComponent", ""), ("reportingInstance", ""),
    ]

    private static let members = ["kind", "namespace", "name", "uid", "apiVersion", "resourceVersion", "fieldPath"]

    private static func reference(_ summary: String) -> Schema {
        var reference = Schema.object(summary, members.map { ($0, .string("Its \($0).")) })
        reference.isAtomic = true
        return reference
    }

    private static let schema = Schema.typedObject(
        "Something that happened to an object.",
        [
            ("involvedObject", reference("The object.")), ("reason", .string("What happened, in one word.")),
            ("message", .string("The same for a person.")),
            (
                "source",
                .object("Who tells it.", [("component", .string("Program.")), ("host", .string("Machine."))])
            ),
            ("firstTimestamp", .string("When it happened first.")),
            ("lastTimestamp", .string("When it happened last.")), ("count", .integer("How often it happened.")),
            ("type", .string("Normal or Warning.")), ("eventTime", .string("When it happened.")),
            (
                "series",
                .object(
                    "How often it went on.",
                    [("count", .integer("How often.")), ("lastObservedTime", .string("When it happened last."))])
            ),
            ("action", .string("What was done.")), ("related", reference("Another object.")),
            ("reportingComponent", .string("Program that tells it.")),
            ("reportingInstance", .string("Which one of these.")),
        ])
}

extension ProtobufLayout {
    fileprivate static let event = object([
        ("involvedObject", 2, .message(reference)), ("reason", 3, .text), ("message", 4, .text),
        ("source", 5, .message(ProtobufLayout([("component", 1, .text), ("host", 2, .text)]))),
        ("firstTimestamp", 6, .time), ("lastTimestamp", 7, .time), ("count", 8, .number), ("type", 9, .text),
        ("eventTime", 10, .microTime),
        ("series", 11, .message(ProtobufLayout([("count", 1, .number), ("lastObservedTime", 2, .microTime)]))),
        ("action", 12, .text), ("related", 13, .message(reference)), ("reportingComponent", 14, .text),
        ("reportingInstance", 15, .text),
    ])
}
