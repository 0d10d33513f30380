internal import Documents
internal import NIOCore
internal import NIOHTTP1
package import Values

/// What a watch tells.
package enum WatchEvent: Sendable {
    /// An object is new, or not as it was.
    case changed(Value)
    case removed(Value)
}

/// In which form the server gives objects.
package enum ObjectForm: Sendable {
    case whole
    /// As rows for people; a server that has no such form gives whole objects.
    case table

    var accept: String {
        switch self {
        case .whole: "application/json"
        case .table: "application/json;as=Table;v=v1;g=meta.k8s.io,application/json"
        }
    }
}

extension KubernetesClient {
    /// Watches objects of a type, in one namespace or in all, from a moment on, until the server ends that in good
    /// order.
    ///
    /// It is not sent again by itself. Throws `gone` when the moment is too long ago, so that a new list is needed, and
    /// `timedOut` when the server says nothing for longer than it was asked to keep the watch open.
    ///
    /// - Parameters:
    ///   - onOpen: is called once the server has agreed.
    ///   - onEvent: is told each event in its order.
    /// - Returns: the moment to go on from.
    package func watch(
        _ type: ResourceType, namespace: String?, matching selection: ObjectSelection = .all, from version: String,
        as form: ObjectForm = .whole, onOpen: @Sendable () -> Void = {}, onEvent: @Sendable (WatchEvent) -> Void
    ) async throws(KubernetesError) -> String {
        var request = APIRequest(.get, type.path(namespace: namespace))
        request.accept = form.accept
        request.query =
            [
                ("watch", "true"), ("allowWatchBookmarks", "true"), ("resourceVersion", version),
                ("timeoutSeconds", String(max(options.watchTime.components.seconds, 1))),
            ] + selection.query
        let issued = try await issuedCredentials(false)
        var message = TransportRequest(.GET, request.target, headers: headers(request, issued))
        message.headers.remove(name: "Accept-Encoding")
        message.silence = options.watchSilence
        message.maximumAnswerSize = .max
        do {
            return try await transport.stream(message) { head, pieces in
                guard head.status == 200 else { throw try await refusal(of: request, head, pieces) }
                contact.noteAnswer()
                onOpen()
                return try await events(in: pieces, of: request, from: version, onEvent)
            }
        } catch let error as KubernetesError {
            throw error
        } catch let failure as ExchangeFailure {
            throw FailureWords(configuration, options, request).error(failure)
        } catch {
            throw KubernetesError(
                .cancelled, "the watch was cancelled", server: configuration.server.description,
                request: request.summary)
        }
    }

    private func refusal(
        of request: APIRequest, _ head: TransportAnswerHead, _ pieces: TransportBody
    ) async throws -> KubernetesError {
        let body = try await intake.read(pieces, limit: options.objectLimit)
        let answer = RawAnswer(httpStatus: head.status, headers: head.headers, body: body)
        return ErrorAnswer(configuration: configuration, request: request, answer: answer).error()
    }

    /// Reads the events, one a line, and returns the version of the last.
    private func events(
        in pieces: TransportBody, of request: APIRequest, from version: String, _ onEvent: (WatchEvent) -> Void
    ) async throws -> String {
        var version = version
        var line: [UInt8] = []
        for try await piece in pieces {
            var rest = piece.readableBytesView[...]
            while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                line += rest[..<end]
                rest = rest[rest.index(after: end)...]
                if !line.isEmpty { try read(line, of: request, &version, onEvent) }
                line = []
            }
            line += rest
            guard line.count <= options.objectLimit.bytes else {
                throw FailureWords(configuration, options, request).error(
                    ExchangeFailure(cause: .tooLarge(options.objectLimit.bytes), wasSent: true))
            }
        }
        return version
    }

    private func read(
        _ line: [UInt8], of request: APIRequest, _ version: inout String, _ onEvent: (WatchEvent) -> Void
    ) throws(KubernetesError) {
        guard let event = try? JSONReader.value(line, name: "watch", maximumValues: options.objectLimit.values),
            let object = event["object"]
        else { throw unexpected(request.path, "an event of the watch is no JSON") }
        switch event["type"]?.string {
        case "ADDED", "MODIFIED": onEvent(.changed(object))
        case "DELETED": onEvent(.removed(object))
        case "ERROR":
            let code = object["code"]?.int ?? 0
            throw KubernetesError(
                code == 410 ? .gone : .serverError,
                "the watch ended: \(object["message"]?.string ?? "the server gave no reason")",
                server: configuration.server.description, request: request.summary, httpStatus: Int(clamping: code))
        default: break
        }
        if let seen = object["metadata"]?["resourceVersion"]?.string, !seen.isEmpty { version = seen }
    }
}
