internal import Documents
internal import Values

extension DeleteDemands {
    /// - Throws: 400 for a body that is none, 422 for values that are none of the fields'.
    init(_ request: ServedRequest) throws(APIFailure) {
        self.init()
        let body = try Self.body(request)
        let grace = request.query["gracePeriodSeconds"] ?? ""
        if !grace.isEmpty, Int64(grace) == nil { throw .notANumber(grace) }
        dryRun = try WriteDemands(request, .delete).dryRun || body["dryRun"]?.array?.isEmpty == false
        uid = body["preconditions"]?["uid"]?.string
        resourceVersion = body["preconditions"]?["resourceVersion"]?.string
        let policy = body["propagationPolicy"]?.string ?? request.query["propagationPolicy"] ?? ""
        var orphans = body["orphanDependents"]?.bool
        if orphans == nil { orphans = request.query.choice("orphanDependents") }
        if orphans != nil, !policy.isEmpty {
            throw .invalidOptions(
                "DeleteOptions",
                [
                    .invalid(
                        "propagationPolicy", .string(policy),
                        "orphanDependents and deletionPropagation cannot be both set")
                ])
        }
        switch policy {
        case "", "Background": finalizer = orphans == true ? "orphan" : nil
        case "Foreground": finalizer = "foregroundDeletion"
        case "Orphan": finalizer = "orphan"
        default:
            throw .invalidOptions(
                "DeleteOptions",
                [
                    .notSupported(
                        "propagationPolicy", "\"\(policy)\"", ["Foreground", "Background", "Orphan", "nil"])
                ])
        }
    }

    private static func body(_ request: ServedRequest) throws(APIFailure) -> Value {
        guard !request.body.isEmpty else { return [:] }
        guard case .success(let decoded) = ObjectDecoder.yaml(request.body), decoded.value.object != nil else {
            throw .badRequest("the body of a delete must be a DeleteOptions object")
        }
        let kind = decoded.value["kind"]?.string ?? "DeleteOptions"
        guard kind == "DeleteOptions" else {
            let version = decoded.value["apiVersion"]?.string ?? ""
            throw .badRequest(
                "no kind \"\(kind)\" is registered for version \"\(version)\" in scheme \"k8s.io/apimachinery/pkg/apis/meta/internalversion/scheme/register.go:27\""
            )
        }
        return decoded.value
    }
}
