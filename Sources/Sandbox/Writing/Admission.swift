internal import Schemas
internal import Values

/// What an object must be to be stored: pruned and defaulted by the schema, then valid by it and by the machinery.
struct Admission {
    let resource: Resource

    /// The object as it is stored: unknown fields pruned, defaults filled in, nulls dropped.
    func normalized(_ value: Value) -> Value {
        var object = resource.schema.applyingDefaults(to: resource.schema.pruning(value))
        object.withMember("metadata") { metadata in
            var members = metadata?.object ?? [:]
            for name in ["labels", "annotations"] {
                guard let map = members[name]?.object else { continue }
                // A null decodes into the empty text, an empty map is left out.
                let texts = Value.object(map.mapValues { $0.isNull ? "" : $0 })
                members[name] = map.isEmpty ? Value?.none : texts
            }
            if members["finalizers"]?.array?.isEmpty == true { members["finalizers"] = nil }
            metadata = .object(members)
        }
        return object
    }

    /// Checks a normalized object; `old` is what it replaces.
    ///
    /// What a change leaves as it was is not held against it (validation ratcheting).
    ///
    /// - Throws: 422 with all causes.
    func validate(_ object: Value, old: Value? = nil, isStatus: Bool = false) throws(APIFailure) {
        let name = object["metadata"]?["name"]?.string ?? ""
        var causes =
            isStatus
            ? []
            : MetadataValidation.causes(
                object["metadata"] ?? [:], nameRule: resource.behaviour.nameRule)
        if object["kind"]?.string != resource.kind {
            let kind = object["kind"].map { JSONWriter.text($0) } ?? "\"\""
            causes.append(
                APIFailure.Cause(
                    reason: "FieldValueInvalid", message: "Invalid value: \(kind): must be \(resource.kind)",
                    field: "kind"))
        }
        causes += contentCauses(object, old: old, metadataBlocks: causes.contains(where: Self.blocksRules))
        guard causes.isEmpty else { throw .invalid(resource.invalidSubject(name), causes) }
    }

    private static func blocksRules(_ cause: APIFailure.Cause) -> Bool {
        ["FieldValueRequired", "FieldValueTooLong"].contains(cause.reason)
    }

    private func contentCauses(_ object: Value, old: Value?, metadataBlocks: Bool) -> [APIFailure.Cause] {
        var schema = resource.schema
        schema["metadata"] = .any("Checked by the machinery.")
        let violations = schema.violations(in: object).filter { violation in
            if case .unknownField = violation.kind { return false }
            return !isUnchanged(violation.path, old, object)
        }
        let isBlocked = metadataBlocks || violations.contains(where: \.blocksRules)
        var causes: [APIFailure.Cause] = []
        for violation in violations {
            if case .rule = violation.kind, isBlocked { continue }
            for cause in ServerText.causes(of: violation, bodyPath: Self.bodyPath) where !causes.contains(cause) {
                causes.append(cause)
            }
        }
        if isBlocked, !resource.behaviour.isBuiltIn { causes.append(ServerText.rulesNotChecked) }
        return causes
    }

    /// A status is validated on its own, so its fields are named from there.
    private static func bodyPath(_ path: FieldPath) -> FieldPath {
        path.elements.first == .key("status") ? FieldPath(Array(path.elements.dropFirst())) : path
    }

    /// Whether a field, or a list or mapping around it, is as it was before; elements of a list are not compared.
    private func isUnchanged(_ path: FieldPath, _ old: Value?, _ new: Value) -> Bool {
        guard var old else { return false }
        var new = new
        for element in path.elements {
            guard case .key(let name) = element, let oldMember = old[name], let newMember = new[name] else {
                return false
            }
            if equivalent(oldMember, newMember) { return true }
            (old, new) = (oldMember, newMember)
        }
        return false
    }
}
