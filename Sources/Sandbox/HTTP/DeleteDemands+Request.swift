internal import Values

extension DeleteDemands {
    /// - Throws: 400 for a body that is none, 422 for values that are none of the fields'.
    init(_ request: ServedRequest) throws(APIFailure) {
        self.init()
        var body: Value = [:]
        if !request.body.isEmpty {
            switch ObjectDecoder.yaml(request.body) {
            case .success(let decoded) where decoded.value.object != nil: body = decoded.value
            default: throw .badRequest("the body of a delete must be a DeleteOptions object")
            }
        }
        dryRun = try WriteOptions(request, .delete).dryRun || body["dryRun"]?.array?.isEmpty == false
        uid = body["preconditions"]?["uid"]?.string
        resourceVersion = body["preconditions"]?["resourceVersion"]?.string
        let policy = body["propagationPolicy"]?.string ?? request.query["propagationPolicy"] ?? ""
        switch policy {
        case "", "Background": finalizer = body["orphanDependents"] == true ? "orphan" : nil
        case "Foreground": finalizer = "foregroundDeletion"
        case "Orphan": finalizer = "orphan"
        default:
            let list = #""Background", "Foreground", "Orphan""#
            throw .invalid(
                APIFailure.Subject(name: "", group: "meta.k8s.io", kind: "DeleteOptions"),
                [
                    APIFailure.Cause(
                        reason: "FieldValueNotSupported",
                        message: "Unsupported value: \"\(policy)\": supported values: \(list)",
                        field: "propagationPolicy")
                ])
        }
    }
}
