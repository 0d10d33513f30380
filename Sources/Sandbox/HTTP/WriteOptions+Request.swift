extension WriteOptions {
    /// The writes that have parameters, named as the machinery names those.
    enum Operation: String {
        case create = "CreateOptions"
        case update = "UpdateOptions"
        case patch = "PatchOptions"
        case delete = "DeleteOptions"
    }

    /// - Throws: 422 for a value that is none of the parameter's.
    init(_ request: ServedRequest, _ operation: Operation, isApply: Bool = false) throws(APIFailure) {
        self.init(fieldManager: request.defaultFieldManager)
        var causes: [APIFailure.Cause] = []
        func unsupported(_ field: String, _ shown: String, _ values: [String]) {
            let list = values.map { "\"\($0)\"" }.joined(separator: ", ")
            causes.append(
                APIFailure.Cause(
                    reason: "FieldValueNotSupported", message: "Unsupported value: \(shown): supported values: \(list)",
                    field: field))
        }
        let dryRuns = request.query.all("dryRun").filter { !$0.isEmpty }
        dryRun = !dryRuns.isEmpty
        if dryRuns.contains(where: { $0 != "All" }) {
            unsupported("dryRun", "[\(dryRuns.map { "\"\($0)\"" }.joined(separator: ","))]", ["All"])
        }
        if let text = request.query["fieldValidation"], !text.isEmpty {
            if let value = FieldValidation(rawValue: text) {
                fieldValidation = value
            } else {
                unsupported("fieldValidation", "\"\(text)\"", ["", "Ignore", "Strict", "Warn"])
            }
        }
        let manager = request.query["fieldManager"] ?? ""
        if isApply, manager.isEmpty {
            causes.append(
                APIFailure.Cause(
                    reason: "FieldValueRequired", message: "Required value: is required for apply patch",
                    field: "fieldManager"))
        }
        if manager.utf8.count > 128 {
            causes.append(
                APIFailure.Cause(
                    reason: "FieldValueTooLong", message: "Too long: may not be more than 128 bytes",
                    field: "fieldManager"))
        }
        force = request.query["force"].map { $0 == "true" || $0 == "1" } ?? false
        if request.query["force"] != nil, operation == .patch, !isApply {
            causes.append(
                APIFailure.Cause(
                    reason: "FieldValueForbidden", message: "Forbidden: may not be specified for non-apply patch",
                    field: "force"))
        }
        if !manager.isEmpty { fieldManager = manager }
        guard causes.isEmpty else {
            throw .invalid(
                APIFailure.Subject(name: "", group: "meta.k8s.io", kind: operation.rawValue), causes)
        }
    }
}
