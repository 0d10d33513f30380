internal import Documents
internal import Values

/// Writing: the request is decoded, then an `ObjectWriter` does what it asks for.
extension ResourceHandler {
    func create(_ warnings: inout [String]) async throws(APIFailure) -> Answer {
        let write = try WriteOptions(request, .create)
        let object = try admittedBody(write, &warnings)
        guard object["metadata"]?["resourceVersion"]?.string ?? "" == "" else {
            throw .badRequest("resourceVersion should not be set on objects to be created")
        }
        return try await written { transaction throws(APIFailure) in
            try writer.create(object, write, &transaction)
        }
    }

    func replace(_ name: String, _ warnings: inout [String]) async throws(APIFailure) -> Answer {
        let write = try WriteOptions(request, .update)
        let object = try admittedBody(write, &warnings)
        try writer.requireName(name, of: object)
        return try await written { transaction throws(APIFailure) in
            try writer.replace(name, with: object, write, &transaction)
        }
    }

    func patch(_ name: String, _ warnings: inout [String]) async throws(APIFailure) -> Answer {
        let isMerge: Bool
        switch request.mediaType {
        case "application/apply-patch+yaml": return try await apply(name, &warnings)
        case "application/merge-patch+json": isMerge = true
        case "application/json-patch+json": isMerge = false
        case "application/strategic-merge-patch+json" where resource.behaviour.isBuiltIn: isMerge = true
        default:
            throw .unsupportedMediaType([
                "application/json-patch+json", "application/merge-patch+json", "application/apply-patch+yaml",
            ])
        }
        let write = try WriteOptions(request, .patch)
        let body: Value
        do { body = try JSONReader.value(request.body) } catch {
            throw .badRequest("error decoding patch: \(error.message)")
        }
        let patch = isMerge ? Patch.merge(body) : .operations(body)
        let (result, found) = try await store.write { transaction throws(APIFailure) in
            var found: [String] = []
            return (try writer.patch(name, by: patch, write, &found, &transaction), found)
        }
        warnings += found
        return Answer(result, resource)
    }

    private func apply(_ name: String, _ warnings: inout [String]) async throws(APIFailure) -> Answer {
        let write = try WriteOptions(request, .patch, isApply: true)
        let applied = try ObjectDecoder(resource: resource).applied(request.body, write.fieldValidation, &warnings)
        return try await written { transaction throws(APIFailure) in
            try writer.apply(applied, to: name, write, &transaction)
        }
    }

    func delete(_ name: String) async throws(APIFailure) -> Answer {
        let demands = try DeleteDemands(request)
        return try await written { transaction throws(APIFailure) in
            try writer.delete(name, demands, &transaction)
        }
    }

    func deleteCollection() async throws(APIFailure) -> Answer {
        let demands = try DeleteDemands(request)
        let selection = try Selection(request.query)
        guard resource.behaviour.deletesCollections else { throw .methodNotAllowed }
        return try await store.write { transaction throws(APIFailure) in
            let revision = transaction.state.revision
            let all = transaction.list(resource.collection, namespace: target.namespace)
            let objects = all.filter(selection.matches)
            try writer.delete(objects, demands, &transaction)
            return .list(ObjectPage(objects: objects, resourceVersion: revision), resource)
        }
    }

    /// The whole object of the body, as it would be stored.
    private func admittedBody(_ write: WriteOptions, _ warnings: inout [String]) throws(APIFailure) -> Value {
        let decoder = ObjectDecoder(resource: resource)
        let decoded = try decoder.object(request.body, mediaType: request.mediaType)
        warnings += try decoder.checkStrictly(decoded, write.fieldValidation)
        return try writer.admitted(decoded.value)
    }

    private func written(
        _ body: (inout Transaction) throws(APIFailure) -> WriteResult
    ) async throws(APIFailure) -> Answer {
        Answer(try await store.write(body), resource)
    }
}
