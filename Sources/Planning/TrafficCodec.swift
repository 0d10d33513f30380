internal import Routing
internal import Values

/// The effect on connections as it stands in a plan's JSON.
enum TrafficCodec {
    static func value(of change: TrafficChange) -> Value {
        var object: Object = [
            "gateway": .string(change.gateway), "listener": .string(change.listener), "port": .int(change.port),
            "before": change.before.map(value) ?? .null, "after": change.after.map(value) ?? .null,
            "notes": .array(change.notes.map(Value.string)),
        ]
        object["others"] = change.others.map { others in
            [
                "before": .array(others.before.map(Value.string)), "after": .array(others.after.map(Value.string)),
            ]
        }
        return .object(object)
    }

    private static func value(of flow: Flow) -> Value {
        [
            "route": .string(flow.route), "certain": .bool(flow.isCertain),
            "backends": .array(flow.backends.map(value)),
        ]
    }

    private static func value(of backend: Flow.Backend) -> Value {
        var object: Object = [
            "backend": .string(backend.name), "share": .string(backend.share), "weight": .int(backend.weight),
        ]
        switch backend.fate {
        case .forwarded(let endpoints):
            object["verdict"] = "forwarded"
            object["ready"] = .int(Int64(endpoints))
        case .rejected(let why):
            object["verdict"] = "rejected"
            object["message"] = .string(why)
        case .unknown(let why):
            object["verdict"] = "unknown"
            object["message"] = .string(why)
        }
        return .object(object)
    }

    /// Reads an element of `traffic`; nil where it is none that this program wrote.
    static func change(_ value: Value) -> TrafficChange? {
        guard let gateway = value["gateway"]?.string, let listener = value["listener"]?.string,
            let port = value["port"]?.int
        else { return nil }
        return TrafficChange(
            gateway: gateway, listener: listener, port: port, before: flow(value["before"]),
            after: flow(value["after"]), notes: (value["notes"]?.array ?? []).compactMap(\.string),
            others: value["others"].map { .init(before: texts($0["before"]), after: texts($0["after"])) })
    }

    private static func texts(_ value: Value?) -> [String] { (value?.array ?? []).compactMap(\.string) }

    private static func flow(_ value: Value?) -> Flow? {
        guard let value, let route = value["route"]?.string else { return nil }
        return Flow(
            route: route, isCertain: value["certain"]?.bool ?? false,
            backends: (value["backends"]?.array ?? []).compactMap(backend))
    }

    private static func backend(_ value: Value) -> Flow.Backend? {
        guard let name = value["backend"]?.string, let share = value["share"]?.string else { return nil }
        let message = value["message"]?.string ?? ""
        let fate: Flow.Backend.Fate =
            switch value["verdict"]?.string {
            case "forwarded": .forwarded(endpoints: Int(clamping: value["ready"]?.int ?? 0))
            case "rejected": .rejected(message)
            default: .unknown(message)
            }
        return Flow.Backend(name: name, share: share, weight: value["weight"]?.int ?? 0, fate: fate)
    }
}
