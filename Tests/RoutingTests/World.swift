import Diagnostics
import Documents
import GatewayAPI
import Routing
import Testing
import Values
import YAML

/// A small cluster written down as YAML, and what routing makes of it in words.
struct World {
    var input = RoutingInput()

    /// - Parameters:
    ///   - text: the objects, as documents.
    ///   - isComplete: whether there are no others.
    init(_ text: String, isComplete: Bool = true, own: String? = "example.com/own") throws {
        if isComplete { input = .complete }
        input.ownController = own
        try add(text)
    }

    mutating func add(_ text: String) throws {
        let stream = YAMLReader.read(SourceFile(name: "world.yaml", text: text))
        try #require(stream.diagnostics.isEmpty, "\(stream.diagnostics.map(\.message))")
        for document in stream.documents where document.root.kind != .null {
            input.add(try #require(RoutingObject(document.root.value), "not an object that routing reads"))
        }
    }

    var routing: Routing { Routing(input) }

    // MARK: Objects in short

    static let ownClass = """
        ---
        {apiVersion: gateway.networking.k8s.io/v1, kind: GatewayClass, metadata: {name: own}, spec: {controllerName: example.com/own}}

        """

    /// A Gateway `namespace/name` with listeners in YAML's flow style.
    static func gateway(_ key: String, _ listeners: String, _ more: String = "", age: Int = 1) -> String {
        let parts = key.split(separator: "/")
        return """
            ---
            apiVersion: gateway.networking.k8s.io/v1
            kind: Gateway
            metadata: {namespace: \(parts[0]), name: \(parts[1]), creationTimestamp: '2024-01-01T00:00:\(age < 10 ? "0" : "")\(age)Z'}
            spec: {gatewayClassName: own, listeners: [\(listeners)]\(more)}

            """
    }

    static func route(_ key: String, _ spec: String, age: Int? = 1) -> String {
        let parts = key.split(separator: "/")
        let created = age.map { ", creationTimestamp: '2024-01-01T00:00:\($0 < 10 ? "0" : "")\($0)Z'" } ?? ""
        return """
            ---
            apiVersion: gateway.networking.k8s.io/v1
            kind: TCPRoute
            metadata: {namespace: \(parts[0]), name: \(parts[1])\(created)}
            spec: {\(spec)}

            """
    }

    static func service(_ key: String, _ spec: String) -> String {
        let parts = key.split(separator: "/")
        return
            "---\n{apiVersion: v1, kind: Service, metadata: {namespace: \(parts[0]), name: \(parts[1])}, spec: {\(spec)}}\n"
    }

    static func slice(_ key: String, of service: String, _ fields: String) -> String {
        let parts = key.split(separator: "/")
        return """
            ---
            apiVersion: discovery.k8s.io/v1
            kind: EndpointSlice
            metadata: {namespace: \(parts[0]), name: \(parts[1]), labels: {kubernetes.io/service-name: \(service)}}
            \(fields)

            """
    }
}

extension Routing {
    /// The conditions of a route for its parents: `Accepted=NoMatchingParent: message`, True by its reason alone.
    func routeConditions(_ key: String) throws -> [String] {
        let number = try number(of: key)
        return routes[number].parents.flatMap { conditions(of: number, $0).map(\.text) }
    }

    func number(of key: String) throws -> Int {
        let parts = key.split(separator: "/").map(String.init)
        return try #require(routeNumbers[ObjectKey(parts[0], parts[1])])
    }

    func gateway(_ key: String) throws -> GatewayResult {
        let parts = key.split(separator: "/").map(String.init)
        return try #require(gateway(ObjectKey(parts[0], parts[1])))
    }

    /// Each listener with who serves it: `tcp: db/a`, a `?` where that is not certain.
    func servers(_ key: String) throws -> [String] {
        try gateway(key).listeners.map { listener in
            let server = listener.server.map { routes[$0].view.key.description } ?? "-"
            return "\(listener.view.name): \(server)\(listener.server != nil && !listener.isServerCertain ? "?" : "")"
        }
    }

    /// Where the connections of a Gateway's first listener go.
    func shares(_ key: String) throws -> [String] {
        let gateway = try gateway(key)
        let listener = try #require(gateway.listeners.first)
        return (traffic(of: listener, gateway)?.shares ?? []).map { share in
            let fate =
                switch share.fate {
                case .forwarded(let endpoints): "\(endpoints) endpoints"
                case .rejected(let reason): "rejected \(reason)"
                case .unknown(let why): "unknown \(why)"
                }
            return "\(share.backend.name) \(Percentage.text(share.weight, of: share.total)) \(fate)"
        }
    }

    func gatewayConditions(_ key: String) throws -> [String] { conditions(of: try gateway(key)).map(\.text) }

    func listenerConditions(_ key: String, _ name: String) throws -> [String] {
        let gateway = try gateway(key)
        return conditions(of: try #require(gateway.listeners.first { $0.view.name == name }), gateway).map(\.text)
    }
}

extension Condition {
    /// `Accepted=True`, with the reason where that is another word than the type, and the message where it is no yes.
    var text: String {
        let why = reason == type ? "" : " \(reason)"
        return "\(type)=\(isTrue ? "True" : "False")\(why)" + (isTrue && type != "Conflicted" ? "" : ": \(message)")
    }
}
