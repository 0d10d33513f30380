internal import Values

/// The table that kubectl prints (apimachinery `meta.k8s.io/v1 Table`).
struct Table {
    let resource: Resource
    let now: Int
    let includeObject: String

    func value(rows: [Value], metadata: Value) -> Value {
        [
            "kind": "Table", "apiVersion": "meta.k8s.io/v1", "metadata": metadata,
            "columnDefinitions": .array(columns), "rows": .array(rows.map(row)),
        ]
    }

    private var columns: [Value] {
        let name = column("Name", "string", format: "name", Self.nameDescription)
        let own = resource.behaviour.columns.map { column($0.name, "string", $0.description) }
        return [name] + own + [column("Age", "date", Self.ageDescription)]
    }

    private static let nameDescription =
        "Name must be unique within a namespace. Is required when creating resources, although some resources may allow a client to request the generation of an appropriate name automatically. Name is primarily intended for creation idempotence and configuration definition. Cannot be updated. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names"
    private static let ageDescription =
        "Custom resource definition column (in JSONPath format): .metadata.creationTimestamp"

    private func column(_ name: String, _ type: String, format: String = "", _ description: String) -> Value {
        [
            "name": .string(name), "type": .string(type), "format": .string(format),
            "description": .string(description), "priority": 0,
        ]
    }

    private func row(_ object: Value) -> Value {
        let metadata = object["metadata"] ?? [:]
        var cells: [Value] = [metadata["name"] ?? ""]
        cells += resource.behaviour.columns.map { object[$0.path] ?? "" }
        let created = metadata["creationTimestamp"]?.string.flatMap(RFC3339.utcSeconds)
        cells.append(.string(created.map { ElapsedTime.text(now - $0) } ?? "<unknown>"))
        var row: Object = ["cells": .array(cells)]
        switch includeObject {
        case "None": break
        case "Object": row["object"] = object
        default: row["object"] = Self.partialMetadata(of: object)
        }
        return .object(row)
    }

    static func partialMetadata(of object: Value) -> Value {
        ["kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1", "metadata": object["metadata"] ?? [:]]
    }
}
