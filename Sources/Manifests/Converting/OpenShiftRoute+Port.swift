internal import Diagnostics
internal import Documents
internal import GatewayAPI
internal import Values

extension OpenShiftRoute {
    /// The port of a Service that the Route means, or why it cannot be told.
    ///
    /// A Route names the port of the Pods, by its number or by its name in the Service; a TCPRoute has the number of the
    /// Service's own port. Only the Service knows which is which.
    func port(of service: String, _ context: RoutingContext) -> (port: Int64?, finding: Diagnostic?) {
        let found = context.manifest(ServiceSchema.kind, ObjectKey(namespace, service))
        guard let target = value["spec"]?["port"]?["targetPort"] else {
            return onlyPort(of: service, found)
        }
        guard let text = Self.text(target) else { return (nil, portProblem) }
        guard let found else {
            let lookUp = "give the Service as well, as with 'oc get routes,services -n \(namespace) -o yaml'"
            guard let number = Int64(text) else {
                return (
                    nil,
                    unresolved(
                        "which port \(QuotedText(text)) is, is not known: the Service '\(service)' is not in the input",
                        help: "\(lookUp), or the number with --set spec.port.targetPort=NUMBER")
                )
            }
            let said = Diagnostic(
                .changedInConversion,
                "\(number), the port of the Pods, is taken for that of the Service '\(service)', which is not in the input",
                at: place, help: lookUp)
            return (number, said)
        }
        let ports = Self.ports(of: found)
        let port =
            ports.first { $0.name == text } ?? ports.first { $0.target == text }
            ?? ports.first { String($0.number) == text }
        if let port { return (port.number, nil) }
        return (
            nil,
            unresolved(
                "the Service '\(service)' has no port \(QuotedText(text))", help: Self.list(ports),
                related: [.init("the Service is here", at: found.keyRange(of: "spec.ports"))])
        )
    }

    /// The port of a Service that has one, which a Route need not name.
    private func onlyPort(of service: String, _ found: Manifest?) -> (port: Int64?, finding: Diagnostic?) {
        guard let found else {
            return (
                nil,
                unresolved(
                    "the Route names no port, and the Service '\(service)' is not in the input",
                    help: "give the Service as well, as with 'oc get routes,services -n \(namespace) -o yaml', or the "
                        + "number with --set spec.port.targetPort=NUMBER")
            )
        }
        let ports = Self.ports(of: found)
        guard let port = ports.first, ports.count == 1 else {
            return (
                nil,
                unresolved(
                    "the Route names no port, and the Service '\(service)' has \(English.count(ports.count, "TCP port"))",
                    help: "\(Self.list(ports)); choose one with --set spec.port.targetPort=NAME",
                    related: [.init("the Service is here", at: found.keyRange(of: "spec.ports"))])
            )
        }
        return (port.number, nil)
    }

    private struct Port {
        let name: String
        let number: Int64
        /// The port of the Pods, as a number or a name.
        let target: String
    }

    /// The TCP ports of a Service.
    private static func ports(of service: Manifest) -> [Port] {
        (service.value["spec"]?["ports"]?.array ?? []).compactMap { port in
            guard ["", "TCP"].contains(port["protocol"]?.string ?? ""), let number = port["port"]?.int else {
                return nil
            }
            return Port(
                name: port["name"]?.string ?? "", number: number,
                target: port["targetPort"].flatMap(text) ?? String(number))
        }
    }

    /// A port as a Route may write it: a number, or a name that is not empty.
    private static func text(_ port: Value) -> String? {
        switch port {
        case .int(let number): (1...65535).contains(number) ? String(number) : nil
        case .string(let text): self.text(text)
        default: nil
        }
    }

    /// A name as it is, a number in the one way that numbers are written; no name of a port is without letters.
    private static func text(_ text: String) -> String? {
        if text.utf8.contains(where: \.isASCIILetter) { return text }
        return Int64(text).flatMap { self.text(.int($0)) }
    }

    private static func list(_ ports: [Port]) -> String {
        guard !ports.isEmpty else { return "it has no TCP ports at all" }
        return "its TCP ports are "
            + English.list(ports.map { $0.name.isEmpty ? String($0.number) : "\($0.number) '\($0.name)'" })
    }

    private var place: Diagnostic.Place { .value(of: "spec.port.targetPort", in: manifest, resource: name) }

    /// That the port can be none; nil where it can.
    var portProblem: Diagnostic? {
        guard let target = value["spec"]?["port"]?["targetPort"], Self.text(target) == nil else { return nil }
        return Diagnostic(
            .range, "targetPort must be a number from 1 to 65535, or the name of a port", at: place)
    }

    private func unresolved(_ message: String, help: String, related: [Diagnostic.Related] = []) -> Diagnostic {
        let isNamed = value["spec"]?["port"]?["targetPort"] != nil
        let missing = Diagnostic.Place.key(of: "spec.to", in: manifest, resource: name)
        return Diagnostic(.unresolvedPort, message, at: isNamed ? place : missing, help: help, related: related)
    }
}
