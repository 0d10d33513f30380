internal import Applying
internal import Diagnostics
internal import GatewayAPI
internal import KubernetesClient
internal import Nodes
internal import Planning
internal import State

/// What an apply came to.
enum ApplyReport {
    static func status(_ results: [RouteResult]) -> ExitStatus {
        let failures = results.filter { $0.action == .failed }
        guard let first = failures.first else { return .success }
        if failures.contains(where: \.isSkipped) { return .interrupted }
        let wrote = results.contains { [.created, .updated, .deleted].contains($0.action) }
        return wrote ? .partial : first.error.map { Failure($0).status } ?? .failure
    }

    static func text(_ results: [RouteResult], verb: String, style: TerminalStyle) -> String {
        func count(_ action: RouteResult.Action) -> Int { results.count { $0.action == action } }
        let failed = count(.failed)
        var text = style(failed == 0 ? .green : .red, failed == 0 ? "\(verb) complete:" : "\(verb) incomplete:")
        text +=
            " \(count(.created)) created, \(count(.updated)) updated, \(count(.deleted)) deleted, \(count(.unchanged)) unchanged"
        text += failed == 0 ? ".\n" : ", \(failed) failed.\n"
        let outputs = results.compactMap(\.outputs)
        guard !outputs.isEmpty, outputs.count <= 20 else { return text }
        text += "\nOutputs:\n"
        for output in outputs { text += "  routeName = \(output.routeName), namespace = \(output.namespace)\n" }
        return text
    }

    static func value(_ results: [RouteResult], of plan: Plan) -> Value {
        var summary = Object()
        for action in RouteResult.Action.allCases {
            summary[action.rawValue] = .int(Int64(results.count { $0.action == action }))
        }
        return [
            "formatVersion": "1.0", "summary": .object(summary), "resources": .array(results.map(value)),
            "removed": .array(plan.orphans.map { resource($0, TCPRouteSchema.kind, plan.apiVersion) }),
        ]
    }

    private static func resource(
        _ key: RouteKey, _ kind: String, _ apiVersion: String, uid: String? = nil
    ) -> Value {
        var resource: Object = ["apiVersion": .string(apiVersion), "kind": .string(kind)]
        resource["namespace"] = key.namespace.map(Value.string)
        resource["name"] = .string(key.name)
        resource["uid"] = uid.map(Value.string)
        return .object(resource)
    }

    private static func value(_ result: RouteResult) -> Value {
        let change = result.change
        var object: Object = [
            "action": .string(result.action.rawValue),
            "resource": resource(change.key, change.kind, change.apiVersion, uid: result.uid),
        ]
        object["outputs"] = result.outputs.map(OutputsReport.value)
        if let error = result.error {
            object["error"] = [
                "code": .string(error.code.rawValue), "message": .string(error.message),
                "causes": .array(
                    (error.status?.causes ?? []).map {
                        ["field": .string($0.field), "reason": .string($0.reason), "message": .string($0.message)]
                    }),
            ]
        } else if result.isSkipped {
            object["error"] = ["code": "interrupted", "message": "the run was interrupted before this was sent"]
        }
        return .object(object)
    }
}

/// Stack outputs as JSON.
enum OutputsReport {
    static func value(_ outputs: RouteOutputs) -> Value {
        ["routeName": .string(outputs.routeName), "namespace": .string(outputs.namespace)]
    }
}
