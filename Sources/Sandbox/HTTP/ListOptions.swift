internal import Values

/// The parameters of lists and watches that the machinery checks before anything else (apimachinery `ListOptions`).
enum ListOptions {
    /// - Throws: 400 for what is no number, 422 for parameters that do not go together.
    static func check(_ query: Query, isWatch: Bool) throws(APIFailure) {
        for name in ["timeoutSeconds", "limit"] {
            if let text = query[name], !text.isEmpty, Int64(text) == nil { throw .notANumber(text) }
        }
        let causes = isWatch ? watchCauses(query) : listCauses(query)
        guard causes.isEmpty else { throw .invalidOptions("ListOptions", causes) }
        guard !isWatch, let version = query["resourceVersion"], !version.isEmpty else { return }
        guard UInt64(version) != nil else {
            throw .badRequest(
                "invalid resource version: resourceVersion: Invalid value: \"\(version)\": strconv.ParseUint: parsing \"\(version)\": invalid syntax"
            )
        }
        if !(query["continue"] ?? "").isEmpty, version != "0" {
            throw .badRequest("specifying resource version is not allowed when using continue")
        }
    }

    private static let match = "resourceVersionMatch"

    private static func listCauses(_ query: Query) -> [APIFailure.Cause] {
        var causes: [APIFailure.Cause] = []
        if let text = query[match], !text.isEmpty {
            let version = query["resourceVersion"] ?? ""
            if version.isEmpty {
                causes.append(.forbidden(match, "resourceVersionMatch is forbidden unless resourceVersion is provided"))
            }
            if !(query["continue"] ?? "").isEmpty {
                causes.append(.forbidden(match, "resourceVersionMatch is forbidden when continue is provided"))
            }
            if !["Exact", "NotOlderThan"].contains(text) {
                causes.append(.notSupported(match, "\"\(text)\"", ["Exact", "NotOlderThan", ""]))
            }
            if text == "Exact", version == "0" {
                causes.append(
                    .forbidden(match, "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\""))
            }
        }
        if query["sendInitialEvents"] != nil {
            causes.append(.forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list"))
        }
        return causes
    }

    private static func watchCauses(_ query: Query) -> [APIFailure.Cause] {
        var causes: [APIFailure.Cause] = []
        let text = query[match] ?? ""
        if query["sendInitialEvents"] != nil {
            if text != "NotOlderThan" {
                causes.append(
                    .forbidden(match, "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"))
            }
            if !text.isEmpty, text != "NotOlderThan" {
                causes.append(.notSupported(match, "\"\(text)\"", ["NotOlderThan"]))
            }
        } else if !text.isEmpty {
            causes.append(
                .forbidden(match, "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided"))
        }
        if !(query["continue"] ?? "").isEmpty {
            causes.append(.forbidden(match, "resourceVersionMatch is forbidden when continue is provided"))
        }
        return causes
    }
}
