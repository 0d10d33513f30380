internal import Schemas
internal import Values

/// Strategic merge patch: a merge patch that knows the lists whose elements have keys (apimachinery `strategicpatch`).
enum StrategicMergePatch {
    private static let directive = "$patch"
    private static let retained = "$retainKeys"
    private static let deletion = "$deleteFromPrimitiveList/"

    static func apply(_ patch: Value, to value: Value, _ schema: Schema) -> Value {
        guard let patch = patch.object else { return patch }
        return merged(patch, value.object ?? [:], schema).map(Value.object) ?? [:]
    }

    /// - Returns: nil where the patch deletes the mapping.
    private static func merged(_ patch: Object, _ live: Object, _ schema: Schema?) -> Object? {
        switch patch[directive]?.string {
        case "delete": return nil
        case "replace": return bare(patch)
        default: break
        }
        var result = live
        if let kept = patch[retained]?.array?.compactMap(\.string) {
            result.removeAll { key, _ in !kept.contains(key) }
        }
        for (name, member) in patch {
            if name.hasPrefix(deletion) {
                let list = String(name.dropFirst(deletion.count))
                let gone = member.array ?? []
                result[list] = (result[list]?.array).map { .array($0.filter { !gone.contains($0) }) }
            } else if !name.hasPrefix("$") {
                set(&result, name, member, schema?[name] ?? schema?.additionalProperties)
            }
        }
        return result
    }

    private static func set(_ result: inout Object, _ name: String, _ member: Value, _ schema: Schema?) {
        switch member {
        case .null: result.removeValue(forKey: name)
        case .object(let object):
            result[name] = merged(object, result[name]?.object ?? [:], schema).map(Value.object)
        case .array(let array):
            let live = result[name]?.array ?? []
            if name == "finalizers" {
                result[name] = .array(array + live.filter { !array.contains($0) })
            } else if let key = mergeKey(name, schema) {
                result[name] = .array(merged(array, live, key, schema?.items))
            } else {
                result[name] = member
            }
        default: result[name] = member
        }
    }

    /// The field that tells elements of a list apart; nil for a list that is replaced.
    private static func mergeKey(_ name: String, _ schema: Schema?) -> String? {
        if name == "ownerReferences" { return "uid" }
        guard let schema, case .map(let keys) = schema.listType else { return nil }
        return keys.first
    }

    /// New elements come first, as the machinery has them.
    private static func merged(_ patch: [Value], _ live: [Value], _ key: String, _ items: Schema?) -> [Value] {
        if patch.contains(where: { $0[directive] == "replace" && $0[key] == nil }) {
            return patch.filter { $0[directive] == nil }
        }
        var result = live
        var added: [Value] = []
        for element in patch {
            let position = result.firstIndex { $0[key] == element[key] }
            guard let object = element.object else { continue }
            if let position {
                if let value = merged(object, result[position].object ?? [:], items) {
                    result[position] = .object(value)
                } else {
                    result.remove(at: position)
                }
            } else if object[directive]?.string != "delete" {
                added.append(.object(bare(object)))
            }
        }
        return added + result
    }

    private static func bare(_ patch: Object) -> Object {
        var object = patch
        object.removeAll { key, _ in key.hasPrefix("$") }
        return object
    }
}
