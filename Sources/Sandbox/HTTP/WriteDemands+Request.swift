internal import Values

extension WriteDemands {
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
            causes.append(.notSupported(field, shown, values))
        }
        let dryRuns = request.query.all("dryRun")
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
            causes.append(.required("fieldManager", "is required for apply patch"))
        }
        causes += Self.flaws(ofManager: manager)
        force = request.query.isSet("force")
        if request.query["force"] != nil, operation == .patch, !isApply {
            causes.append(.forbidden("force", "may not be specified for non-apply patch"))
        }
        if !manager.isEmpty { fieldManager = manager }
        guard causes.isEmpty else {
            throw .invalidOptions(operation.rawValue, causes)
        }
    }

    /// What a server refuses in a field manager's name.
    private static func flaws(ofManager manager: String) -> [APIFailure.Cause] {
        var flaws: [APIFailure.Cause] = []
        if manager.utf8.count > 128 { flaws.append(.tooLong("fieldManager", 128)) }
        for (position, scalar) in manager.unicodeScalars.enumerated() where scalar.value < 0x20 || scalar.value == 0x7F
        {
            let code = String(scalar.value, radix: 16, uppercase: true).zeroPadded(to: 4)
            flaws.append(
                .invalid("fieldManager", .string(manager), "invalid character U+\(code) (at position \(position))"))
        }
        return flaws
    }
}
