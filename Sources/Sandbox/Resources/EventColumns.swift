internal import Values

/// How tables show events (kubectl's `get events`): what happened comes before the name.
enum EventColumns {
    static let all: [Column] = [
        Column("Last Seen", "The time at which the most recent occurrence of this event was recorded.") { event, now in
            lastSeen(event, now)
        },
        Column("Type", "Type of this event (Normal, Warning), new types could be added in the future") { event, _ in
            event["type"] ?? ""
        },
        Column(
            "Reason",
            "This should be a short, machine understandable string that gives the reason for the transition into the object's current status."
        ) { event, _ in event["reason"] ?? "" },
        Column("Object", "The object that this event is about.") { event, _ in
            let object = event["involvedObject"] ?? [:]
            let name = object.text("name")
            return .string(object.text("kind").lowercased() + (name.isEmpty ? "" : "/" + name))
        },
        Column(
            "Subobject",
            "If referring to a piece of an object instead of an entire object, this string should contain a valid JSON/Go field access statement, such as desiredState.manifest.containers[2]. For example, if the object reference is to a container within a pod, this would take on a value like: \"spec.containers{name}\" (where \"name\" refers to the name of the container that triggered the event) or if no container name is specified \"spec.containers[2]\" (container with index 2 in this pod). This syntax is chosen only to have some well-defined way of referencing a part of an object.",
            priority: 1
        ) { event, _ in event["involvedObject"]?["fieldPath"] ?? "" },
        Column(
            "Source",
            "The component reporting this event. Should be a short machine understandable string.", priority: 1
        ) { event, _ in .string(source(event)) },
        Column("Message", "A human-readable description of the status of this operation.") { event, _ in
            .string(String(event.text("message").trimmed))
        },
        Column(
            "First Seen",
            "The time at which the event was first recorded. (Time of server receipt is in TypeMeta.)", priority: 1
        ) { event, now in firstSeen(event, now) },
        Column("Count", "The number of times this event has occurred.", priority: 1) { event, _ in
            .int(count(event))
        },
        .name(priority: 1),
    ]

    /// Events of the newer form have one time and no other.
    private static func firstSeen(_ event: Value, _ now: Int) -> Value {
        Column.age(isThere(event["firstTimestamp"]) ? event["firstTimestamp"] : event["eventTime"], now)
    }

    private static func lastSeen(_ event: Value, _ now: Int) -> Value {
        if let series = series(event) { return Column.age(series["lastObservedTime"], now) }
        return isThere(event["lastTimestamp"]) ? Column.age(event["lastTimestamp"], now) : firstSeen(event, now)
    }

    /// What happened once is not counted.
    private static func count(_ event: Value) -> Int64 {
        if let series = series(event) { return series["count"]?.int ?? 0 }
        let count = event["count"]?.int ?? 0
        return count == 0 ? 1 : count
    }

    private static func series(_ event: Value) -> Value? { event["series"].flatMap { $0.isNull ? nil : $0 } }

    private static func isThere(_ time: Value?) -> Bool { time?.string?.isEmpty == false }

    private static func source(_ event: Value) -> String {
        func first(_ name: String, _ other: String) -> String {
            let text = event["source"]?.text(name) ?? ""
            return text.isEmpty ? event.text(other) : text
        }
        let instance = first("host", "reportingInstance")
        return first("component", "reportingComponent") + (instance.isEmpty ? "" : ", " + instance)
    }
}
