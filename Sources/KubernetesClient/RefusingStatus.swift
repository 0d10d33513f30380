/// What a `Status` means that refuses a request: neither the HTTP status nor the reason alone says so.
struct RefusingStatus {
    let httpStatus: Int
    let status: APIStatus
    /// Whether something was to be changed: only then admission has a say.
    let isWrite: Bool

    init(httpStatus: Int, _ status: APIStatus, isWrite: Bool) {
        self.httpStatus = httpStatus
        self.status = status
        self.isWrite = isWrite
    }

    var code: KubernetesError.Code {
        if isDeniedByWebhook || isDeniedByPolicy { return .denied }
        switch httpStatus {
        // What is read has no manifest that could be wrong.
        case 400: return isWrite ? .badRequest : .refused
        case 401: return .unauthenticated
        case 403: return forbidden
        case 404: return status.reason == "NotFound" && status.namesObject ? .notFound : .unknownPath
        case 408: return .timedOut
        case 409: return status.reason == "AlreadyExists" ? .alreadyExists : .conflict
        case 410: return .gone
        case 413: return .requestTooLarge
        case 422: return .invalid
        case 429: return .tooManyRequests
        // An apply with a field that a schema does not have is answered as if the server were broken.
        case 500 where isWrite && status.message.hasPrefix("failed to create typed patch object "): return .invalid
        case 500...: return .serverError
        default: return .refused
        }
    }

    /// What to do about it, where that does not depend on how the cluster is reached.
    var help: String? {
        switch code {
        case .denied: return deniedHelp
        case .namespaceTerminating:
            return "Wait until the namespace is gone and create it anew, or choose another one. If it stays, its "
                + "finalizers hold it: 'kubectl get namespace NAME -o yaml' shows them."
        case .quotaExceeded: return "Delete what is not needed any more, or ask the cluster's administrator for more."
        case .notFound where status.kind == "namespaces":
            return status.name.map { "Create it with 'kubectl create namespace \($0)'." }
        case .requestTooLarge: return "The server, or a proxy in front of it, does not take objects of this size."
        case .tooManyRequests: return Self.overloadHelp
        case .serverError:
            if let webhook = quoted(after: "failed calling webhook ") {
                return "The webhook '\(webhook)' has to be asked before such an object is written, and could not be. "
                    + "Look at its service, or ask the cluster's administrator."
            }
            return "The cluster's control plane is in trouble; try again, and look at its logs."
        default: return nil
        }
    }

    static let overloadHelp = "Try again later, or with a lower --parallelism."

    // MARK: - 403

    /// A 403 is about permissions only where it names a user: admission answers with it too.
    private var forbidden: KubernetesError.Code {
        if status.causes.contains(where: { $0.reason == "NamespaceTerminating" })
            || status.message.contains("because it is being terminated")
        {
            return .namespaceTerminating
        }
        if isWrite,
            ["exceeded quota: ", "failed quota: ", "status unknown for quota: "].contains(
                where: status.message.contains)
        {
            return .quotaExceeded
        }
        let isAboutUser = status.message.contains("User \"") && status.message.contains(" cannot ")
        return isWrite && !isAboutUser && status.message.contains(" is forbidden: ") ? .denied : .forbidden
    }

    // MARK: - Webhooks and policies

    private var isDeniedByWebhook: Bool {
        (400..<500).contains(httpStatus) && status.message.contains("admission webhook \"")
            && (status.message.contains(" denied the request"))
    }

    private var isDeniedByPolicy: Bool {
        (400..<500).contains(httpStatus) && status.message.contains("ValidatingAdmissionPolicy '")
            && status.message.contains(" denied request")
    }

    private var deniedHelp: String {
        if let webhook = quoted(after: "admission webhook ") {
            return "The webhook '\(webhook)' checks what is written to this cluster. Change the manifest so that it is "
                + "satisfied, or ask who runs it."
        }
        if isDeniedByPolicy {
            return "A policy of the cluster refuses it. Change the manifest so that it is satisfied, or ask the "
                + "cluster's administrator."
        }
        return "An admission rule of the cluster refuses it; permissions are not what is missing. Change the manifest, "
            + "or ask the cluster's administrator."
    }

    /// The text in double quotes that follows on some words of the message.
    private func quoted(after words: String) -> String? {
        let message = status.message
        guard let start = message.firstRange(of: words + "\"")?.upperBound,
            let end = message[start...].firstIndex(of: "\"")
        else { return nil }
        return String(message[start..<end])
    }
}

extension APIStatus {
    /// Whether it names an object, in its details or in quotes.
    fileprivate var namesObject: Bool { name != nil || message.contains("\"") }
}
