internal import Schemas
internal import Values

/// What the status of every kind has in common.
enum StatusSchemas {
    /// One condition (apimachinery `Condition`).
    ///
    /// - Parameter object: what the condition is about: "route", "Gateway".
    static func condition(of object: String) -> Schema {
        .object(
            "One aspect of how a controller sees the \(object).",
            required: ["lastTransitionTime", "message", "reason", "status", "type"],
            [
                ("lastTransitionTime", .string("When the status last changed.", format: .dateTime)),
                ("message", .string("Details for a person.", maxLength: 32768)),
                (
                    "observedGeneration",
                    .integer("Generation of the \(object) that was seen.", minimum: 0, format: .int64)
                ),
                ("reason", .string("Cause of the status, in one word.", pattern: .conditionReason, length: 1...1024)),
                ("status", .string("Whether it is so.", oneOf: ["True", "False", "Unknown"])),
                ("type", .string("Aspect, such as Accepted.", pattern: .conditionType, maxLength: 316)),
            ])
    }

    /// A list of conditions, one for each type.
    static func conditions(_ summary: String, of object: String, minItems: Int? = nil, maxItems: Int = 8) -> Schema {
        .list(
            summary, of: condition(of: object), minItems: minItems, maxItems: maxItems, type: .map(keys: ["type"]))
    }

    /// Conditions that an object has before a controller saw it.
    static func pending(_ types: [String]) -> [Value] {
        types.map { type in
            [
                "lastTransitionTime": "1970-01-01T00:00:00Z", "message": "Waiting for controller",
                "reason": "Pending", "status": "Unknown", "type": .string(type),
            ]
        }
    }
}
