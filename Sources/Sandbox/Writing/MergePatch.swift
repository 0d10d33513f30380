internal import Values

/// JSON merge patch (RFC 7386).
enum MergePatch {
    static func apply(_ patch: Value, to value: Value?) -> Value {
        guard case .object(let patch) = patch else { return patch }
        var result: Object = value?.object ?? [:]
        for (name, member) in patch {
            if member.isNull {
                result.removeValue(forKey: name)
            } else {
                result[name] = apply(member, to: result[name])
            }
        }
        return .object(result)
    }
}
