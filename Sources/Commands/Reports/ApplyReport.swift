internal import Applying
internal import Diagnostics
internal import GatewayAPI
internal import KubernetesClient
internal import Nodes
internal import Planning
internal import State

/// What an apply came to.
enum ApplyReport {
    static func status(_ results: [RouteResult], endedBy ending: Failure? = nil) -> ExitStatus {
        let failures = results.filter { $0.action == .failed }
        guard let first = failures.first else { return .success }
        if let ending { return ending.status }
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

    /// - Parameter ending: why the run ended before everything was sent and answered.
    static func value(
        _ results: [RouteResult], of plan: Plan, _ warnings: [String], endedBy ending: Failure? = nil
    ) -> Value {
        var summary = Object()
        for action in RouteResult.Action.allCases {
            summary[action.rawValue] = .int(Int64(results.count { $0.action == action }))
        }
        var report: Object = ["formatVersion": "1.0", "summary": .object(summary)]
        report["resources"] = .array(results.map { value($0, endedBy: ending) })
        report["removed"] = .array(plan.orphans.map { resource($0, TCPRouteSchema.kind, plan.apiVersion) })
        report["warnings"] = .array(warnings.map(Value.string))
        report["error"] = ending?.error
        return .object(report)
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

    private static func value(_ result: RouteResult, endedBy ending: Failure?) -> Value {
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
            object["error"] = [
                "code": .string(ending?.code ?? "interrupted"), "message": "the run ended before this was sent",
            ]
        }
        return .object(object)
    }
}

extension Failure {
    /// Why a run ended before everything was sent and answered, and how to go on; nil where all of it was.
    init?(_ reason: Interruption.Reason?, _ results: [RouteResult], journal: String) {
        let unsent = results.count(where: \.isSkipped)
        let unanswered = results.count(where: \.isInDoubt)
        guard let reason, unsent + unanswered > 0 else { return nil }
        let parts = [
            unanswered > 0 ? "\(Plural.count(unanswered, "route")) got no answer in time" : nil,
            unsent > 0 ? "\(Plural.count(unsent, "route")) \(unsent == 1 ? "was" : "were") not sent" : nil,
        ]
        self.init(reason, parts.compactMap { $0 }.joined(separator: ", "))
        let limit = if case .timeLimit = reason { ", with more time for --timeout," } else { "" }
        help = "run the same command again\(limit) to go on"
        if unanswered > 0 {
            help? += "; it looks up what became of what was sent, which '\(journal)' keeps until then"
        }
    }
}

/// Stack outputs as JSON.
enum OutputsReport {
    static func value(_ outputs: RouteOutputs) -> Value {
        ["routeName": .string(outputs.routeName), "namespace": .string(outputs.namespace)]
    }
}
