internal import Documents
internal import FieldOwnership
internal import Schemas
internal import Values

extension ResourceHandler {
    func patch(_ name: String, _ warnings: inout [String]) async throws(APIFailure) -> Answer {
        switch request.mediaType {
        case "application/apply-patch+yaml": return try await apply(name, &warnings)
        case "application/merge-patch+json": break
        case "application/json-patch+json": break
        case "application/strategic-merge-patch+json" where resource.isBuiltIn: break
        default:
            throw .unsupportedMediaType([
                "application/json-patch+json", "application/merge-patch+json", "application/apply-patch+yaml",
            ])
        }
        let options = try WriteOptions(request, .patch)
        let patch: Value
        do { patch = try JSONReader.value(request.body) } catch {
            throw .badRequest("error decoding patch: \(error.message)")
        }
        let (answer, found) = try await store.write { transaction throws(APIFailure) in
            let old = try find(name, in: transaction.state)
            let patched = try self.patched(old.value(as: resource), patch)
            let (object, warnings) = try checked(patched, old, options)
            return (try update(old, to: object, options, &transaction), warnings)
        }
        warnings += found
        return answer
    }

    private func patched(_ live: Value, _ patch: Value) throws(APIFailure) -> Value {
        guard request.mediaType == "application/json-patch+json" else {
            guard patch.object != nil else { throw .badRequest("a merge patch must be a JSON object") }
            return MergePatch.apply(patch, to: live)
        }
        do {
            return try JSONPatch.apply(patch, to: live)
        } catch {
            if error.isMalformed { throw .badRequest("error decoding patch: it is no list of JSON patch operations") }
            throw APIFailure(
                code: 422, reason: "Invalid", message: "the server rejected our request due to an error in our request",
                subject: APIFailure.Subject())
        }
    }

    /// The patched object as it would be decoded from a request.
    private func checked(
        _ patched: Value, _ old: StoredObject, _ options: WriteOptions
    ) throws(APIFailure) -> (Value, warnings: [String]) {
        let name = old.key.name
        guard patched.object != nil else { throw .badRequest("the patched object is no object") }
        let decoder = ObjectDecoder(resource: resource)
        try decoder.checkMetadata(patched)
        guard patched["apiVersion"]?.string == resource.apiVersion else {
            throw .badRequest(
                "the API version in the data (\(patched["apiVersion"]?.string ?? "")) does not match the expected API version (\(resource.apiVersion))"
            )
        }
        let warnings = try decoder.checkStrictly(ObjectDecoder.Decoded(value: patched), options.fieldValidation)
        let object = try located(Admission(resource: resource).normalized(patched))
        let metadata = object["metadata"] ?? [:]
        try requireVersion(metadata["resourceVersion"], of: old)
        if let given = metadata["name"]?.string, given != name {
            throw .invalid(resource.invalidSubject(name), [Self.immutable("metadata.name", given)])
        }
        var named = object
        named.withMember("metadata") { $0?.set("name", .string(name)) }
        return (named, warnings)
    }
}

// MARK: - Server-side apply

extension ResourceHandler {
    private func apply(_ name: String, _ warnings: inout [String]) async throws(APIFailure) -> Answer {
        let options = try WriteOptions(request, .patch, isApply: true)
        let applied = try appliedObject(options, &warnings)
        return try await store.write { transaction throws(APIFailure) in
            guard let old = transaction.state[key(name)] else {
                guard !isStatus else { throw .notFound(resource.subject(name)) }
                return try applyNew(applied, name, options, &transaction)
            }
            let live = old.value(as: resource)
            let managed = (try? ManagedFields(live["metadata"]?["managedFields"])) ?? ManagedFields()
            let (merged, tracked) = try merge(applied, into: live, managed, options)
            let object = try located(Admission(resource: resource).normalized(merged))
            try requireName(name, of: object)
            try requireVersion(object["metadata"]?["resourceVersion"], of: old)
            return try finish(object, old, live: live, managed: tracked, options, &transaction)
        }
    }

    private func applyNew(
        _ applied: Value, _ name: String, _ options: WriteOptions, _ transaction: inout Transaction
    ) throws(APIFailure) -> Answer {
        if let uid = applied["metadata"]?["uid"]?.string, !uid.isEmpty {
            throw .conflict(
                resource.subject(name),
                "uid mismatch: the provided object specified uid \(uid), and no existing object was found")
        }
        // Any number will do: that there is no such object is all that a version can demand of a new one.
        _ = try Self.versionNumber(applied["metadata"]?["resourceVersion"])
        let object = try located(Admission(resource: resource).normalized(applied))
        try requireName(name, of: object)
        return try create(object, options, &transaction) { _ throws(APIFailure) in
            try merge(applied, into: nil, ManagedFields(), options).managedFields
        }
    }

    /// The applied configuration, checked as far as its structure is concerned.
    private func appliedObject(_ options: WriteOptions, _ warnings: inout [String]) throws(APIFailure) -> Value {
        let decoded: ObjectDecoder.Decoded
        switch ObjectDecoder.yaml(request.body) {
        case .success(let result): decoded = result
        case .failure(let problem):
            throw .badRequest("error decoding YAML: error converting YAML to JSON: yaml: \(problem.message)")
        }
        guard decoded.value.object != nil else { throw .badRequest("error decoding YAML: the body holds no object") }
        if options.fieldValidation == .strict, let first = decoded.duplicates.first {
            throw .badRequest("error decoding YAML: error converting YAML to JSON: \(first)")
        }
        if options.fieldValidation == .warn { warnings += decoded.duplicates }
        let given = decoded.value["apiVersion"]?.string ?? ""
        guard given == resource.apiVersion else {
            throw .badRequest(
                "Incorrect version specified in apply patch. Specified patch version: \(given), expected: \(resource.apiVersion)"
            )
        }
        if let managed = decoded.value["metadata"]?["managedFields"], !managed.isNull {
            throw .badRequest("metadata.managedFields must be nil")
        }
        try requireStructure(decoded.value)
        return decoded.value
    }

    /// Refuses what does not have the structure of the schema, as the server's merge does.
    private func requireStructure(_ object: Value) throws(APIFailure) {
        let problems = resource.schema.violations(in: object).compactMap { violation -> String? in
            // Inside lists that are applied as a whole the merge looks at nothing.
            let path = violation.path.elements.prefix { if case .key = $0 { true } else { false } }
            guard path.count == violation.path.elements.count else { return nil }
            switch violation.kind {
            case .unknownField: return ".\(violation.path): field not declared in schema"
            case .wrongType(let expected):
                return ".\(violation.path): expected \(Self.mergeType(expected)), got \(Self.shown(violation.value))"
            default: return nil
            }
        }
        guard !problems.isEmpty else { return }
        let metadata = object["metadata"]
        let name = "\(metadata?["namespace"]?.string ?? "")/\(metadata?["name"]?.string ?? "")"
        let list = problems.count == 1 ? problems.joined() : "errors:\n  " + problems.joined(separator: "\n  ")
        throw APIFailure(
            code: 500, reason: "",
            message:
                "failed to create typed patch object (\(name); \(resource.apiVersion), Kind=\(resource.kind)): \(list)")
    }

    private static func mergeType(_ kind: Schema.Kind) -> String {
        switch kind {
        case .object: "map"
        case .array: "list"
        case .string: "string"
        case .integer: "numeric (int or float)"
        case .boolean: "boolean"
        case .any: "any"
        }
    }

    private static func shown(_ value: Value) -> String {
        "&value.valueUnstructured{Value:\(JSONWriter.text(value))}"
    }

    /// Lays the applied configuration over the live object.
    private func merge(
        _ applied: Value, into live: Value?, _ managed: ManagedFields, _ options: WriteOptions
    ) throws(APIFailure) -> (object: Value, managedFields: ManagedFields) {
        let manager = manager(options, subresource: target.subresource)
        var bare = live
        bare?.withMember("metadata") { $0?.set("managedFields", nil) }
        do throws(ApplyConflicts) {
            return try trackers.apply(applied, to: bare, managedFields: managed, by: manager, force: options.force)
        } catch {
            guard options.fieldManager == LastApplied.manager,
                LastApplied.owns(error.fields, in: live, resource),
                let result = try? trackers.apply(
                    applied, to: bare, managedFields: managed, by: manager, force: true)
            else { throw Self.failure(error) }
            return result
        }
    }

    private static func failure(_ error: ApplyConflicts) -> APIFailure {
        let conflicts = error.conflicts.map { ($0.owner.conflictName, $0.path.pathText) }
        var message: String
        if let (owner, path) = conflicts.first, conflicts.count == 1 {
            message = "Apply failed with 1 conflict: conflict with \(owner): \(path)"
        } else {
            message = "Apply failed with \(conflicts.count) conflicts:"
            var separator = " "
            for owner in Set(conflicts.map(\.0)).sorted() {
                message += "\(separator)conflicts with \(owner):"
                separator = "\n"
                for (other, path) in conflicts where other == owner { message += "\n- \(path)" }
            }
        }
        let causes = conflicts.map {
            APIFailure.Cause(reason: "FieldManagerConflict", message: "conflict with \($0.0)", field: $0.1)
        }
        return APIFailure(code: 409, reason: "Conflict", message: message, causes: causes)
    }
}

extension ManagedFields.Entry {
    /// The owner as the server names it in a conflict.
    fileprivate var conflictName: String {
        var text = "\"\(manager)\""
        if let subresource { text += " with subresource \"\(subresource)\"" }
        if operation == .update { text += " using \(apiVersion)" }
        return text
    }
}

/// What `kubectl apply` without `--server-side` noted in an annotation: fields that kubectl may take over without a
/// conflict when it turns to server-side apply.
private enum LastApplied {
    static let manager = "kubectl"

    static func owns(_ fields: FieldSet, in live: Value?, _ resource: Resource) -> Bool {
        guard
            let text = live?["metadata"]?["annotations"]?["kubectl.kubernetes.io/last-applied-configuration"]?.string,
            let applied = try? JSONReader.value(Array(text.utf8))
        else { return false }
        return fields.subtracting(Structure(resource.schema).fields(of: applied)).isEmpty
    }
}
