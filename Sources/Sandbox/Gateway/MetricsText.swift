internal import DataPlane
internal import GatewayAPI

/// Counters in Prometheus' text format.
///
/// Source: Prometheus, "Exposition formats", text format 0.0.4.
struct MetricsText {
    static let mediaType = "text/plain; version=0.0.4; charset=utf-8"

    private(set) var text = ""

    init(_ counters: [ListenAddress: ListenerCounters], _ listeners: [ListenAddress: ForwardingTables.Listener]) {
        let known = counters.compactMap { address, counters in
            listeners[address].map { (labels: Self.labels(address, $0), counters: counters) }
        }.sorted { $0.labels < $1.labels }
        for metric in Self.listenerMetrics {
            write(metric.name, metric.help, known.map { ($0.labels, metric.value($0.counters)) })
        }
        let backends = known.flatMap { listener in
            listener.counters.backends.map { key, counters in
                (labels: listener.labels + "," + Self.labels(key), counters: counters)
            }.sorted { $0.labels < $1.labels }
        }
        for metric in Self.backendMetrics {
            write(metric.name, metric.help, backends.map { ($0.labels, metric.value($0.counters)) })
        }
    }

    private struct Metric<Counters>: Sendable {
        let name: String
        let help: String
        let value: @Sendable (Counters) -> Int
    }

    private static let listenerMetrics: [Metric<ListenerCounters>] = [
        Metric(
            name: "connections_accepted_total", help: "Connections that were accepted, whatever became of them."
        ) { $0.accepted },
        Metric(
            name: "connections_rejected_total",
            help: "Connections that were reset at once: no route serves, or the share is a backend's without endpoints."
        ) { $0.rejected },
        Metric(
            name: "connections_over_limit_total", help: "Connections that were reset at once: too many were open."
        ) { $0.overLimit },
    ]

    private static let backendMetrics: [Metric<BackendCounters>] = [
        Metric(name: "backend_connections_total", help: "Connections that were given to the backend.") {
            $0.connections
        },
        Metric(name: "backend_connections_open", help: "Connections to the backend that are open.") { $0.open },
        Metric(
            name: "backend_connections_unreachable_total", help: "Connections of which no endpoint could be reached."
        ) { $0.unreachable },
        Metric(name: "backend_sent_bytes_total", help: "Bytes from clients to the backend.") { $0.bytesSent },
        Metric(name: "backend_received_bytes_total", help: "Bytes from the backend to clients.") { $0.bytesReceived },
    ]

    private mutating func write(_ name: String, _ help: String, _ samples: [(labels: String, value: Int)]) {
        let name = "openmcf_gateway_\(name)"
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(name.hasSuffix("_total") ? "counter" : "gauge")\n"
        for sample in samples { text += "\(name){\(sample.labels)} \(sample.value)\n" }
    }

    private static func labels(_ address: ListenAddress, _ listener: ForwardingTables.Listener) -> String {
        "gateway=\"\(escaped(listener.gateway.description))\",listener=\"\(escaped(listener.name))\",port=\"\(address.port)\""
    }

    private static func labels(_ key: ListenerCounters.Key) -> String {
        "route=\"\(escaped(key.route ?? ""))\",backend=\"\(escaped(key.backend))\""
    }

    private static func escaped(_ text: String) -> String {
        var result = ""
        for character in text {
            switch character {
            case "\\": result += "\\\\"
            case "\"": result += "\\\""
            case "\n": result += "\\n"
            default: result.append(character)
            }
        }
        return result
    }
}
