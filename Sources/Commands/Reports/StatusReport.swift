internal import Applying
internal import Diagnostics
internal import GatewayAPI
internal import Manifests
internal import Planning
internal import Routing
internal import Values

/// How routes stand, for programs.
struct StatusReport {
    /// The version of the routes.
    let apiVersion: String

    func value(_ look: RouteWait.Look, _ cluster: PlannedCluster) -> Value {
        var object: Object = ["formatVersion": .string(FormatVersion.current)]
        object.merge(PlannedCluster.members(cluster))
        object["routes"] = .array(look.standings.map(value))
        object["missing"] = .array(
            look.missing.map { .object(["namespace": .string($0.namespace), "name": .string($0.name)]) })
        object["notes"] = .array(look.notes.map(Value.string))
        return .object(object)
    }

    /// A route, as it also stands in the result of an apply.
    func value(_ standing: RouteStanding) -> Value {
        let verdict = standing.verdict
        let namespace = verdict.key.namespace
        let key = RouteKey(
            apiVersion: apiVersion, namespace: namespace.isEmpty ? nil : namespace, name: verdict.key.name)
        var object: Object = [
            "resource": .object(ObjectReference(key, route: apiVersion).members(uid: verdict.uid)),
            "generation": verdict.generation.map(Value.int) ?? .null,
            "verdict": .string(verdict.verdict.rawValue),
            "parents": .array(verdict.parents.map { value($0, in: verdict.key.namespace) }),
            "listeners": .array(standing.listeners.map(value)),
            "backends": .array(standing.backends.map(value)),
        ]
        object["deletion"] = verdict.deletion?.value
        return .object(object)
    }

    private func value(_ parent: ParentVerdict, in namespace: String) -> Value {
        var object: Object = [
            "parent": value(parent.reference, in: namespace),
            "controller": parent.controller.map(Value.string) ?? .null,
            "verdict": .string(parent.verdict.rawValue), "reason": .string(parent.reason),
            "message": .string(parent.message), "conditions": .array(parent.conditions.map(value)),
            "observedGeneration": parent.observedGeneration.map(Value.int) ?? .null,
        ]
        object["help"] = parent.advice.map(Value.string)
        return .object(object)
    }

    /// Null where the route names no parent, and no status does.
    private func value(_ reference: ParentReference, in namespace: String) -> Value {
        guard !reference.name.isEmpty else { return .null }
        var object: Object = [
            "group": .string(reference.group), "kind": .string(reference.kind),
            "namespace": .string(reference.namespace ?? namespace), "name": .string(reference.name),
        ]
        object["sectionName"] = reference.sectionName.map(Value.string)
        object["port"] = reference.port.map(Value.int)
        return .object(object)
    }

    private func value(_ condition: ConditionView) -> Value {
        var object: Object = [
            "type": .string(condition.type), "status": .string(condition.status),
            "reason": .string(condition.reason), "message": .string(condition.message),
        ]
        object["observedGeneration"] = condition.observedGeneration.map(Value.int)
        return .object(object)
    }

    private func value(_ listener: ListenerStanding) -> Value {
        [
            "gateway": .string(listener.gateway.description), "listener": .string(listener.name),
            "port": .int(listener.port), "serves": .bool(listener.serves),
            "servedBy": listener.servedBy.map { .string($0.description) } ?? .null,
        ]
    }

    private func value(_ backend: Flow.Backend) -> Value {
        var object: Object = [
            "backend": .string(backend.name), "share": .string(backend.share), "weight": .int(backend.weight),
        ]
        switch backend.fate {
        case .forwarded(let endpoints):
            object["ready"] = .int(Int64(endpoints))
            object["verdict"] = "ready"
        case .rejected(let why):
            object["ready"] = 0
            object["verdict"] = "rejected"
            object["message"] = .string(why)
        case .unknown(let why):
            object["ready"] = .null
            object["verdict"] = .null
            object["message"] = .string("not known: \(why)")
        }
        return .object(object)
    }
}

extension ParentVerdict {
    /// What to do, with the grants to apply.
    var advice: String? {
        guard !grants.isEmpty else { return help }
        let documents = grants.map(\.text).joined(separator: "\n---\n")
        return [help, documents].compactMap(\.self).joined(separator: "\n")
    }
}

extension RouteWait.Look {
    /// What could not be looked at, in a sentence.
    var notes: [String] { RouteWait.notes(gaps) }

    /// The exit code with which a program learns of it.
    var status: ExitStatus {
        let verdicts = standings.map(\.verdict.verdict)
        if verdicts.contains(where: \.isTerminal) { return .rejected }
        if !missing.isEmpty { return .conflict }
        return verdicts.allSatisfy { $0 == .ready } ? .success : .timedOut
    }
}

extension RouteWait {
    /// What could not be looked at, in a sentence.
    static func notes(_ gaps: [String]) -> [String] {
        gaps.isEmpty ? [] : ["whether routes carry traffic is not known in full: \(gaps.joined(separator: "; "))"]
    }
}
