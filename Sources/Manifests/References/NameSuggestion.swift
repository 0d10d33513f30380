internal import GatewayAPI

/// What was probably meant by a name that no object can have.
enum NameSuggestion {
    static func gateway(_ name: String) -> String {
        corrected(name, isLegal: ObjectNames.isObjectName) ?? other("Gateway")
    }

    static func service(_ name: String) -> String {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        // A name as DNS has it: postgres.data, postgres.data.svc.cluster.local.
        if parts.count == 2 || (parts.count > 2 && parts[2] == "svc"), isService(parts[0]), isService(parts[1]) {
            return "for a Service of another namespace, write 'name: \(parts[0])' and 'namespace: \(parts[1])'"
        }
        return corrected(name, isLegal: isService) ?? other("Service")
    }

    private static func other(_ kind: String) -> String {
        "correct it: an API server accepts the name here, but not for a \(kind)"
    }

    private static func isService(_ name: String) -> Bool { ObjectNames.service(name) == .legal }

    private static func corrected(_ name: String, isLegal: (String) -> Bool) -> String? {
        let corrected = String(name.lowercased().map { $0 == "_" || $0 == " " ? "-" : $0 })
        return corrected != name && isLegal(corrected) ? "did you mean '\(corrected)'?" : nil
    }
}
