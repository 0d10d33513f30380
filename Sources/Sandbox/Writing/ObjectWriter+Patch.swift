internal import Values

/// A change that is told as a patch, decoded.
enum Patch: Sendable {
    /// A JSON merge patch (RFC 7386).
    case merge(Value)
    /// A strategic merge patch, which knows lists by their keys.
    case strategic(Value)
    /// A JSON patch (RFC 6902).
    case operations(Value)

    fileprivate func applied(to live: Value, _ resource: Resource) throws(APIFailure) -> Value {
        switch self {
        case .strategic(let patch):
            guard patch.object != nil else { throw .badRequest("a strategic merge patch must be a JSON object") }
            return StrategicMergePatch.apply(patch, to: live, resource.schema)
        case .merge(let patch):
            guard patch.object != nil else { throw .badRequest("a merge patch must be a JSON object") }
            return MergePatch.apply(patch, to: live)
        case .operations(let operations):
            let count = operations.array?.count ?? 0
            guard count <= JSONPatch.maximumOperations else {
                throw .tooManyOperations(JSONPatch.maximumOperations, count)
            }
            do {
                return try JSONPatch.apply(operations, to: live)
            } catch {
                guard error.isMalformed else { throw .unfitPatch }
                throw .badRequest("error decoding patch: it is no list of JSON patch operations")
            }
        }
    }
}

extension APIFailure {
    /// A patch that is sound but does not fit the object.
    fileprivate static let unfitPatch = APIFailure(
        code: 422, reason: "Invalid", message: "the server rejected our request due to an error in our request",
        subject: APIFailure.Subject())
}

extension ObjectWriter {
    /// Changes an object by a patch.
    ///
    /// - Parameter warnings: gets what the client is to be warned of.
    /// - Throws: 404 when there is no such object, 400 and 422 for a patch that does not fit or its result.
    func patch(
        _ name: String, by patch: Patch, _ write: WriteDemands, _ warnings: inout [String],
        _ transaction: inout Transaction
    ) throws(APIFailure) -> WriteResult {
        let old = try find(name, in: transaction.state)
        let patched = try patch.applied(to: old.value(as: resource), resource)
        let (object, found) = try checked(patched, old, write)
        warnings += found
        return try update(old, to: object, write, &transaction)
    }

    /// The patched object as it would be decoded from a request.
    private func checked(
        _ patched: Value, _ old: StoredObject, _ write: WriteDemands
    ) throws(APIFailure) -> (Value, warnings: [String]) {
        let name = old.key.name
        guard patched.object != nil else { throw .badRequest("the patched object is no object") }
        let decoder = ObjectDecoder(resource: resource)
        if let problem = decoder.unknownKind(patched) ?? decoder.typeProblem(patched) {
            throw .invalidPatch(patched, problem)
        }
        guard patched["apiVersion"]?.string == resource.apiVersion else {
            throw .wrongVersion(patched["apiVersion"]?.string ?? "", resource)
        }
        let problems = decoder.strictProblems(ObjectDecoder.Decoded(value: patched))
        if write.fieldValidation == .strict, !problems.isEmpty {
            throw .invalidPatch(patched, ObjectDecoder.strictProblem(problems))
        }
        let object = try admitted(patched)
        try requireName(name, of: object)
        try requireVersion(object["metadata"]?["resourceVersion"], of: old)
        return (object, write.fieldValidation == .warn ? problems : [])
    }
}
