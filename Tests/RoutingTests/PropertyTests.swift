import GatewayAPI
import Routing
import TestSupport
import Testing

/// What holds whatever the objects are.
struct PropertyTests {
    /// A random cluster, as documents.
    static func documents(_ generator: inout SeededGenerator) -> [String] {
        func pick(_ choices: [String]) -> String { choices.randomElement(using: &generator) ?? "" }
        func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }
        let namespaces = ["a", "a-b", "c"]
        var documents = [World.ownClass]
        for namespace in namespaces {
            documents.append(
                "---\n{apiVersion: v1, kind: Namespace, metadata: {name: \(namespace), labels: {tier: \(pick(["edge", "back"]))}}}\n"
            )
        }
        for name in ["one", "two", "three"] {
            let listeners = (0...number(0...3)).map { index in
                let from = pick(["All", "Same", "Selector, selector: {matchLabels: {tier: edge}}"])
                return
                    "{name: l\(index), port: \(number(1...3)), protocol: \(pick(["TCP", "TCP", "TCP", "HTTP", "UDP"])), allowedRoutes: {namespaces: {from: \(from)}}}"
            }
            documents.append(
                World.gateway(
                    "\(pick(namespaces))/\(name)", listeners.joined(separator: ", "),
                    pick(["", ", defaultScope: All"]), age: number(1...9)))
        }
        for name in 0..<12 {
            let backends = (0...number(0...2)).map { _ in
                "{name: s\(number(0...3)), port: \(number(1...2)), weight: \(number(0...5)), namespace: \(pick(namespaces))}"
            }
            let parents = (0...number(0...1)).map { _ in
                "{namespace: \(pick(namespaces)), name: \(pick(["one", "two", "three"]))\(pick(["", ", sectionName: l1", ", port: 2"]))}"
            }
            documents.append(
                World.route(
                    "\(pick(namespaces))/r\(name)",
                    "parentRefs: [\(parents.joined(separator: ", "))], useDefaultGateways: \(pick(["All", "None"])), rules: [{backendRefs: [\(backends.joined(separator: ", "))]}]",
                    age: number(1...4)))
        }
        for name in 0..<3 {
            let namespace = pick(namespaces)
            documents.append(World.service("\(namespace)/s\(name)", "ports: [{port: \(number(1...2))}]"))
            documents.append(
                World.slice(
                    "\(namespace)/e\(name)", of: "s\(name)",
                    "addressType: IPv4\nports: [{port: 9}]\nendpoints: [{addresses: [10.0.0.\(name)], conditions: {ready: \(pick(["true", "false"]))}}]"
                ))
        }
        return documents
    }

    /// Everything that routing says, in words, one object left out.
    static func words(_ routing: Routing, without left: ObjectKey? = nil) -> [String] {
        var words: [String] = []
        for (number, route) in routing.routes.enumerated() where route.view.key != left {
            words.append("\(route.view.key)")
            for parent in route.parents { words += routing.conditions(of: number, parent).map { "  \($0)" } }
        }
        for gateway in routing.gateways where gateway.view.key != left {
            words.append("\(gateway.view.key) \(routing.conditions(of: gateway))")
            for listener in gateway.listeners {
                words.append("  \(listener.text) \(listener.attached) \(String(describing: listener.server))")
                words.append("  \(routing.conditions(of: listener, gateway))")
                words.append("  \(String(describing: routing.traffic(of: listener, gateway)))")
            }
        }
        return words
    }

    @Test(arguments: 0..<40)
    func theOrderOfObjectsDoesNotMatter(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let documents = Self.documents(&generator)
        let expected = Self.words(try World(documents.joined()).routing)
        for _ in 0..<3 {
            #expect(Self.words(try World(documents.shuffled(using: &generator).joined()).routing) == expected)
        }
    }

    @Test(arguments: 0..<40)
    func unrelatedObjectsChangeNothing(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let documents = Self.documents(&generator).joined()
        let unrelated = [
            World.service("elsewhere/s0", "ports: [{port: 1}]"),
            World.gateway("z/zz", "{name: l1, port: 1, protocol: TCP}", age: 50),
            World.route("z/zz", "parentRefs: [{name: zz}], rules: [{backendRefs: [{name: s0, port: 1}]}]", age: 50),
            "---\n{apiVersion: v1, kind: Namespace, metadata: {name: elsewhere}}\n",
            World.slice("elsewhere/x", of: "s0", "addressType: IPv4\nports: [{port: 9}]\nendpoints: []"),
        ]
        let expected = Self.words(try World(documents).routing)
        for object in unrelated {
            #expect(Self.words(try World(documents + object).routing, without: ObjectKey("z", "zz")) == expected)
        }
    }

    @Test(arguments: 0..<40)
    func sharesSumToOne(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let routing = try World(Self.documents(&generator).joined()).routing
        for gateway in routing.gateways {
            for listener in gateway.listeners {
                guard let traffic = routing.traffic(of: listener, gateway) else { continue }
                #expect(traffic.shares.map(\.weight).reduce(0, +) == traffic.shares.first?.total)
                #expect(traffic.rejectsAll == (traffic.shares.first?.total == 0))
                #expect(Set(traffic.shares.map(\.total)).count == 1)
            }
        }
    }
}
