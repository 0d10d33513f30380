internal import Values

/// A column of the table in which kubectl prints objects.
struct Column: Sendable {
    let name: String
    /// The type of OpenAPI that the cells have: `string`, `date`.
    let type: String
    /// What of the type the cells are; empty where there is nothing to say.
    let format: String
    let description: String
    /// Above 0 for what only a wide table shows.
    let priority: Int64
    /// Where the definition of a custom resource says that the text is; nil for other columns.
    var jsonPath: String?
    /// What an object has in the column, at a time in seconds since 1970.
    let cell: @Sendable (_ object: Value, _ now: Int) -> Value

    init(
        _ name: String, type: String = "string", format: String = "", _ description: String, priority: Int64 = 0,
        cell: @escaping @Sendable (_ object: Value, _ now: Int) -> Value
    ) {
        self.name = name
        self.type = type
        self.format = format
        self.description = description
        self.priority = priority
        self.cell = cell
    }

    /// A column as the definition of a custom resource declares it.
    ///
    /// - Parameter jsonPath: where the definition says that the text is; it is shown, and `cell` reads it.
    static func custom(
        _ name: String, _ jsonPath: String, priority: Int64 = 0, cell: @escaping @Sendable (_ object: Value) -> Value?
    ) -> Column {
        defined(name, at: jsonPath, priority: priority) { object, _ in cell(object) ?? .null }
    }

    private static func defined(
        _ name: String, type: String = "string", at jsonPath: String, priority: Int64 = 0,
        cell: @escaping @Sendable (_ object: Value, _ now: Int) -> Value
    ) -> Column {
        var column = Column(
            name, type: type, "Custom resource definition column (in JSONPath format): \(jsonPath)",
            priority: priority, cell: cell)
        column.jsonPath = jsonPath
        return column
    }

    /// The column as a definition has it; nil for those that are not from one.
    var definition: Value? {
        guard let jsonPath else { return nil }
        var members: Object = ["name": .string(name), "type": .string(type), "jsonPath": .string(jsonPath)]
        if priority > 0 { members["priority"] = .int(priority) }
        return .object(members)
    }

    /// The status of a condition.
    static func condition(_ type: String) -> Column {
        custom(type, ".status.conditions[?(@.type==\"\(type)\")].status") { object in
            object["status"]?["conditions"]?.array?.first { $0["type"]?.string == type }?["status"]
        }
    }

    /// The object's name.
    static func name(priority: Int64 = 0) -> Column {
        Column(
            "Name", format: "name",
            "Name must be unique within a namespace. Is required when creating resources, although some resources may allow a client to request the generation of an appropriate name automatically. Name is primarily intended for creation idempotence and configuration definition. Cannot be updated. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names",
            priority: priority
        ) { object, _ in object["metadata"]?["name"] ?? "" }
    }

    /// How long ago the object was created, of a custom resource.
    static let age = defined("Age", type: "date", at: ".metadata.creationTimestamp", cell: ageText)

    /// The same of a kind that API servers have of themselves.
    static let typedAge = Column(
        "Age",
        "CreationTimestamp is a timestamp representing the server time when this object was created. It is not guaranteed to be set in happens-before order across separate operations. Clients may not set this value. It is represented in RFC3339 form and is in UTC.\n\nPopulated by the system. Read-only. Null for lists. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata",
        cell: ageText)

    private static let ageText: @Sendable (Value, Int) -> Value = { object, now in
        age(object["metadata"]?["creationTimestamp"], now)
    }

    /// How long ago a time was.
    static func age(_ time: Value?, _ now: Int) -> Value {
        let seconds = time?.string.flatMap(RFC3339.utcSeconds)
        return .string(seconds.map { ElapsedTime.text(now - $0) } ?? "<unknown>")
    }
}
