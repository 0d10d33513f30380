internal import GatewayAPI
internal import Values

/// A process that stands in for the Pods of a Service: `[NAMESPACE/]SERVICE[:PORT]=[HOST:]PORT`.
package struct ServiceStandIn: Sendable, Hashable {
    /// How one is written.
    package static let syntax = "[NAMESPACE/]SERVICE[:PORT]=[HOST:]PORT"

    let service: ObjectKey
    let place: StandInPlace

    /// Reads what is written as `syntax` says; nil for anything else.
    package init?(_ text: String) {
        guard let equals = text.firstIndex(of: "=") else { return nil }
        let target = text[..<equals].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let names = (target.first ?? "").split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        let namespace = names.count == 2 ? names[0] : "default"
        guard (1...2).contains(names.count), let name = names.last, ObjectNames.isObjectName(namespace),
            ObjectNames.service(name) != .illegal
        else { return nil }
        let port = target.count == 2 ? "\(target[1])=" : ""
        guard let place = StandInPlace(port + text[text.index(after: equals)...]) else { return nil }
        service = ObjectKey(namespace, name)
        self.place = place
    }
}

/// Where connections to a Service's port go instead of to its endpoints: `[PORT=][HOST:]PORT`.
struct StandInPlace: Sendable, Hashable {
    /// What Services name such places by, separated by commas.
    static let annotation = "openmcf.org/backend"

    /// The port of the Service; nil for each that it has for TCP.
    let servicePort: Int64?
    /// An IP address, or a name that is looked up for each connection.
    let host: String
    let port: Int64

    init?(_ text: String) {
        let halves = text.split(separator: "=", omittingEmptySubsequences: false)
        guard let target = halves.last, halves.count <= 2 else { return nil }
        if halves.count == 2 {
            guard let number = Self.port(halves[0]) else { return nil }
            servicePort = number
        } else {
            servicePort = nil
        }
        guard let colon = target.lastIndex(of: ":") else {
            guard let port = Self.port(target) else { return nil }
            (host, self.port) = ("127.0.0.1", port)
            return
        }
        guard let host = Self.host(target[..<colon]), let port = Self.port(target[target.index(after: colon)...])
        else { return nil }
        (self.host, self.port) = (host, port)
    }

    /// The places of an annotation; nil where one of them cannot be read.
    static func places(_ annotation: String) -> [StandInPlace]? {
        var places: [StandInPlace] = []
        for text in annotation.split(separator: ",") {
            guard let place = StandInPlace(String(text.filter { $0 != " " })) else { return nil }
            places.append(place)
        }
        return places.isEmpty ? nil : places
    }

    func isFor(_ number: Int64) -> Bool { servicePort == nil || servicePort == number }

    private static func port(_ text: Substring) -> Int64? {
        guard text.utf8.allSatisfy(\.isASCIIDigit), let port = Int64(text),
            (1...65_535).contains(port)
        else { return nil }
        return port
    }

    /// `127.0.0.1`, `[::1]`, `localhost`.
    private static func host(_ text: Substring) -> String? {
        if text.hasPrefix("["), text.hasSuffix("]") {
            let inner = String(text.dropFirst().dropLast())
            return IPAddress(inner)?.family == .ipv6 ? inner : nil
        }
        return IPAddress(String(text))?.family == .ipv4 || ObjectNames.isObjectName(String(text)) ? String(text) : nil
    }
}
