internal import Schemas
internal import Values

/// What an object must be to be stored: pruned and defaulted by the schema, then valid by it and by the machinery.
struct Admission {
    let resource: Resource

    /// The object as it is stored: unknown fields pruned, defaults filled in, nulls dropped.
    func normalized(_ value: Value) -> Value {
        var object = resource.schema.pruning(value)
        // The defaults are those of a kind; what says that it is of another gets none.
        if isOfKind(object) { object = resource.schema.applyingDefaults(to: object) }
        resource.behaviour.complement(&object)
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

    private func isOfKind(_ object: Value) -> Bool { object["kind"]?.string == resource.kind }

    /// Checks a normalized object; `old` is what it replaces.
    ///
    /// What a change leaves as it was is not held against it (validation ratcheting).
    ///
    /// - Throws: 422 with all causes.
    func validate(_ object: Value, old: Value? = nil, isStatus: Bool = false) throws(APIFailure) {
        let name = object["metadata"]?["name"]?.string ?? ""
        var causes =
            isStatus && !resource.behaviour.isBuiltIn
            ? []
            : MetadataValidation.causes(
                object["metadata"] ?? [:], old: old?["metadata"], of: resource.behaviour)
        let kind = object["kind"]?.string ?? ""
        if kind != resource.kind {
            let shown = object["kind"] ?? ""
            causes.append(.invalid("kind", shown, "must be \(resource.kind)"))
        }
        let content =
            resource.behaviour.isBuiltIn
            ? typedCauses(object, old: old)
            : customCauses(object, old: old, metadataBlocks: causes.contains(where: Self.blocksRules))
        causes = resource.behaviour.checksMetadataLast && !content.isEmpty ? content : causes + content
        guard causes.isEmpty else { throw .invalid(resource.invalidSubject(name, kind: kind), causes) }
    }

    private static func blocksRules(_ cause: APIFailure.Cause) -> Bool {
        ["FieldValueRequired", "FieldValueTooLong", "FieldValueTypeInvalid"].contains(cause.reason)
    }

    /// What is wrong with an object that the server has a type for: everything at once.
    private func typedCauses(_ object: Value, old: Value?) -> [APIFailure.Cause] {
        let own = resource.behaviour.check?(object, old) ?? []
        // What may not change at all is not judged as what it was to become.
        if own.contains(where: { $0.message.hasSuffix("field is immutable") }) { return own }
        return violations(object).flatMap(TypedText.causes).map { cause in
            var cause = cause
            cause.field = resource.behaviour.complaintField(cause)
            return cause
        } + own
    }

    private func violations(_ object: Value) -> [Violation] {
        var schema = resource.schema
        schema["metadata"] = .any("Checked by the machinery.")
        return schema.violations(in: object).filter { violation in
            if case .unknownField = violation.kind { false } else { true }
        }
    }

    /// What is wrong with a custom resource: its schema first, and where that does not hold, no rules.
    private func customCauses(_ object: Value, old: Value?, metadataBlocks: Bool) -> [APIFailure.Cause] {
        let defaulted = isOfKind(object) ? object : resource.schema.applyingDefaults(to: object)
        let violations = violations(defaulted).filter { !isUnchanged($0.path, old, object) }
        var causes = resource.behaviour.conditions?(defaulted) ?? []
        let isBlocked =
            metadataBlocks || violations.contains(where: \.blocksRules) || causes.contains(where: Self.blocksRules)
        var tooLong: Set<FieldPath> = []
        for violation in violations {
            if case .rule = violation.kind, isBlocked { continue }
            // Of a text that is too long no more is looked at.
            if case .tooLong = violation.kind { tooLong.insert(violation.path) }
            if case .pattern = violation.kind, tooLong.contains(violation.path) { continue }
            for cause in ServerText.causes(of: violation, bodyPath: Self.bodyPath) where !causes.contains(cause) {
                causes.append(cause)
            }
        }
        if !isBlocked, !isOfKind(object) { causes += UnreadableRules.causes(in: object, resource.schema) }
        guard !isBlocked else { return causes + (resource.hasRules ? [ServerText.rulesNotChecked] : []) }
        causes += RepeatedItems.find(in: object, resource.schema).map {
            .duplicate($0.path.description, .object(Object($0.key.sorted { $0.key < $1.key })))
        }
        return causes + (resource.behaviour.check?(object, old) ?? [])
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
            if oldMember.isEquivalent(to: newMember) { return true }
            (old, new) = (oldMember, newMember)
        }
        return false
    }
}
