internal import Documents
internal import FieldOwnership
internal import Values

/// Writing: the request is decoded, then an `ObjectWriter` does what it asks for.
extension ResourceHandler {
    func create(_ warnings: inout [String]) async throws(APIFailure) -> Answer {
        let write = try WriteDemands(request, .create)
        let object = try admittedBody(write, &warnings)
        guard object["metadata"]?["resourceVersion"]?.string ?? "" == "" else {
            throw .unforeseen("resourceVersion should not be set on objects to be created")
        }
        return try await written(&warnings) { transaction throws(APIFailure) in
            try writer.create(object, write, &transaction)
        }
    }

    /// Creates an object in the namespace that its body names, as servers of former times did.
    func createAnywhere(_ warnings: inout [String]) async throws(APIFailure) -> Answer {
        let decoded = try ObjectDecoder(resource: resource).object(request.body, mediaType: request.mediaType)
        guard let namespace = decoded.value["metadata"]?["namespace"]?.string, !namespace.isEmpty else {
            throw .badRequest("an empty namespace may not be set during creation")
        }
        var handler = self
        handler.target = target.located(in: namespace)
        return try await handler.create(&warnings)
    }

    func replace(_ name: String, _ warnings: inout [String]) async throws(APIFailure) -> Answer {
        let write = try WriteDemands(request, .update)
        let object = try admittedBody(write, &warnings)
        try writer.requireName(name, of: object)
        return try await written(&warnings) { transaction throws(APIFailure) in
            try writer.replace(name, with: object, write, &transaction)
        }
    }

    /// Writes the finalizers of a namespace.
    func finalize(_ name: String, _ warnings: inout [String]) async throws(APIFailure) -> Answer {
        let write = try WriteDemands(request, .update)
        let object = try admittedBody(write, &warnings)
        var writer = writer
        writer.subresource = nil
        try writer.requireName(name, of: object)
        return try await written(&warnings) { [writer] transaction throws(APIFailure) in
            try writer.finalize(name, object, write, &transaction)
        }
    }

    func patch(_ name: String, _ warnings: inout [String]) async throws(APIFailure) -> Answer {
        let makePatch: (Value) -> Patch
        switch request.mediaType {
        case "application/apply-patch+yaml": return try await apply(name, &warnings)
        case "application/merge-patch+json": makePatch = Patch.merge
        case "application/json-patch+json": makePatch = Patch.operations
        case "application/strategic-merge-patch+json" where resource.behaviour.isBuiltIn: makePatch = Patch.strategic
        case _ where resource.behaviour.isBuiltIn:
            throw APIFailure(
                code: 415, reason: "UnsupportedMediaType", message: "415: Unsupported Media Type",
                subject: APIFailure.Subject())
        default:
            throw .unsupportedMediaType([
                "application/json-patch+json", "application/merge-patch+json", "application/apply-patch+yaml",
            ])
        }
        let write = try WriteDemands(request, .patch)
        let body: Value
        do { body = try JSONReader.value(request.body) } catch {
            throw .badRequest("error decoding patch: \(error.message)")
        }
        let patch = makePatch(body)
        let (result, found) = try await store.write { transaction throws(APIFailure) in
            var found: [String] = []
            return (try writer.patch(name, by: patch, write, &found, &transaction), found)
        }
        warnings += found
        return answer(result, &warnings)
    }

    private func apply(_ name: String, _ warnings: inout [String]) async throws(APIFailure) -> Answer {
        let write = try WriteDemands(request, .patch, isApply: true)
        let applied = try ObjectDecoder(resource: resource).applied(request.body, write.fieldValidation, &warnings)
        return try await written(&warnings) { transaction throws(APIFailure) in
            try writer.apply(applied, to: name, write, &transaction)
        }
    }

    func delete(_ name: String) async throws(APIFailure) -> Answer {
        let demands = try DeleteDemands(request)
        let result = try await store.write { transaction throws(APIFailure) in
            try writer.delete(name, demands, &transaction)
        }
        return Answer(result, resource)
    }

    func deleteCollection() async throws(APIFailure) -> Answer {
        let demands = try DeleteDemands(request)
        let selection = try Selection(request.query, of: resource)
        guard resource.behaviour.deletesCollections else { throw .methodNotAllowed }
        return try await store.write { transaction throws(APIFailure) in
            let revision = transaction.state.revision
            let all = transaction.list(resource.collection, namespace: target.namespace)
            let objects = all.filter(selection.matches)
            try writer.delete(objects, demands, &transaction)
            return .list(StoredPage(objects: objects, resourceVersion: revision), resource)
        }
    }

    /// Answers a question.
    func answer(_ review: Review, _ warnings: inout [String]) throws(APIFailure) -> Answer {
        guard target.name == nil, !target.isWatch else { throw .noSuchResource }
        guard request.method == "POST", isPlaced else { throw .methodNotAllowed }
        let write = try WriteDemands(request, .create)
        var question = try admittedBody(write, &warnings)
        question.set("status", nil)
        var metadata = question["metadata"]?.object ?? [:]
        if review.isTracked {
            let tracker = resource.trackers.main
            let managed = tracker.create(question, over: resource.behaviour.blank, by: writer.manager(write))
            metadata["managedFields"] = managed.value
        } else if question["spec"] == nil {
            metadata["creationTimestamp"] = .string(writer.timestamp())
        }
        question.set("metadata", .object(metadata))
        let answer = try review.answer(question, request.user, writer.options.tokens)
        return .review(answer, resource)
    }

    /// The whole object of the body, as it would be stored.
    private func admittedBody(_ write: WriteDemands, _ warnings: inout [String]) throws(APIFailure) -> Value {
        let decoder = ObjectDecoder(resource: resource)
        let decoded = try decoder.object(request.body, mediaType: request.mediaType)
        warnings += try decoder.checkStrictly(decoded, write.fieldValidation)
        return try writer.admitted(decoded.value)
    }

    private func written(
        _ warnings: inout [String], _ body: (inout Transaction) throws(APIFailure) -> WriteResult
    ) async throws(APIFailure) -> Answer {
        answer(try await store.write(body), &warnings)
    }

    private func warningsOf(_ object: Value) -> [String] {
        let own = resource.behaviour.warnings?(object) ?? []
        return resource.behaviour.isBuiltIn ? own : MetadataValidation.warnings(object["metadata"] ?? [:]) + own
    }

    /// The answer to a write, and what its client is warned of.
    private func answer(_ result: WriteResult, _ warnings: inout [String]) -> Answer {
        switch result {
        case .stored(let object, _): warnings += warningsOf(object.value)
        case .unsaved(let object, _): warnings += warningsOf(object)
        case .removed: break
        }
        return Answer(result, resource)
    }
}
