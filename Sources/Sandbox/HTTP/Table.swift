internal import Values

/// The table that kubectl prints (apimachinery `meta.k8s.io/v1 Table`).
struct Table {
    let resource: Resource
    /// The version of `meta.k8s.io` that is asked for.
    let version: String
    let now: Int
    let includeObject: String

    /// - Parameter isFirst: whether it begins a stream; the tables behind it need not say again what the columns are.
    func value(rows: [Value], metadata: Value, isFirst: Bool = true) -> Value {
        [
            "kind": "Table", "apiVersion": .string("meta.k8s.io/\(version)"), "metadata": metadata,
            "columnDefinitions": isFirst ? .array(columns) : .null, "rows": .array(rows.map(row)),
        ]
    }

    /// - Throws: 400 for a parameter that is none of its values.
    static func checkIncludeObject(_ query: Query) throws(APIFailure) {
        guard let text = query["includeObject"], !["", "Metadata", "Object", "None"].contains(text) else { return }
        throw .badRequest(
            "Unable to convert to Table as requested: includeObject: Invalid value: \"\(text)\": must be 'Metadata', 'Object', 'None', or empty"
        )
    }

    private var columns: [Value] {
        resource.behaviour.tableColumns.map { column in
            [
                "name": .string(column.name), "type": .string(column.type), "format": .string(column.format),
                "description": .string(column.description), "priority": .int(column.priority),
            ]
        }
    }

    private func row(_ object: Value) -> Value {
        let cells = resource.behaviour.tableColumns.map { $0.cell(object, now) }
        var row: Object = ["cells": .array(cells)]
        switch includeObject {
        case "None": row["object"] = .null
        case "Object": row["object"] = object
        default: row["object"] = Self.partialMetadata(of: object, version: version)
        }
        return .object(row)
    }

    static func partialMetadata(of object: Value, version: String = "v1") -> Value {
        [
            "kind": "PartialObjectMetadata", "apiVersion": .string("meta.k8s.io/\(version)"),
            "metadata": object["metadata"] ?? [:],
        ]
    }
}
