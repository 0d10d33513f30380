import GatewayAPI
import Routing
import Testing
import Values

/// How much work a routing is, counted and not timed: it grows with the objects, whatever they have to do with each
/// other.
struct EffortTests {
    /// How the routes of a cluster may meet.
    enum Shape: CaseIterable {
        /// A listener for each.
        case apart
        /// All on one listener, of one age.
        case onOneListener
        /// Without a name of a listener, on Gateways that have few.
        case onEveryListener
        /// All to one port with many endpoints.
        case toOneService
        /// Each to a Service of another namespace, with a grant of its own.
        case granted
        /// Each in a namespace of its own, that listeners select by its labels.
        case selected
    }

    private static func input(_ shape: Shape, routes count: Int) -> RoutingInput {
        var input = RoutingInput()
        input.routes.isComplete = true
        (input.gateways.isComplete, input.services.isComplete, input.slices.isComplete) = (true, true, true)
        (input.grants.isComplete, input.namespaces.isComplete) = (true, true)
        let from: Value =
            shape == .selected ? ["from": "Selector", "selector": ["matchLabels": ["a": "b"]]] : ["from": "All"]
        let listeners = shape == .onEveryListener ? 4 : 20
        for number in 0...(count / 20) {
            let spec: Value = [
                "gatewayClassName": "c",
                "listeners": .array(
                    (0..<listeners).map { listener in
                        [
                            "name": .string("l\(listener)"), "port": .int(Int64(listener + 1)), "protocol": "TCP",
                            "allowedRoutes": ["namespaces": from],
                        ]
                    }),
            ]
            input.add(.gateway(GatewayView(["metadata": metadata("gw\(number)", "infra"), "spec": spec])))
        }
        for number in 0..<count { add(number, shape, to: &input) }
        return input
    }

    private static func metadata(_ name: String, _ namespace: String, _ labels: Value = [:]) -> Value {
        ["name": .string(name), "namespace": .string(namespace), "labels": labels]
    }

    private static func add(_ number: Int, _ shape: Shape, to input: inout RoutingInput) {
        let namespace = shape == .selected ? "n\(number)" : "db"
        let target = shape == .granted ? "data" : namespace
        let service = shape == .toOneService ? "s" : "s\(number)"
        let isFirst = shape == .onOneListener
        var parent: Object = ["namespace": "infra", "name": .string("gw\(isFirst ? 0 : number / 20)")]
        if shape != .onEveryListener { parent["sectionName"] = .string("l\(isFirst ? 0 : number % 20)") }
        let spec: Value = [
            "parentRefs": [.object(parent)],
            "rules": [["backendRefs": [["name": .string(service), "namespace": .string(target), "port": 1]]]],
        ]
        input.add(.route(RouteView(ObjectKey(namespace, "r\(number)"), spec: spec, age: .created(1))))
        input.add(
            .service(ServiceView(["metadata": metadata(service, target), "spec": ["ports": [["port": 1]]]])))
        input.add(
            .endpointSlice(
                EndpointSliceView([
                    "metadata": metadata("s\(number)-1", target, ["kubernetes.io/service-name": .string(service)]),
                    "addressType": "IPv4", "ports": [["port": 1]],
                    "endpoints": [["addresses": [.string("10.0.0.\(number)")]]],
                ])))
        if shape == .selected {
            input.add(.namespace(NamespaceView(["metadata": ["name": .string(namespace), "labels": ["a": "b"]]])))
        }
        if shape == .granted {
            let route = RouteView(ObjectKey(namespace, "r"), spec: spec, age: .planned)
            for backend in route.rules.joined() {
                let grant = RequiredGrant(from: namespace, to: backend, in: target).object
                input.add(.referenceGrant(ReferenceGrantView(grant)))
            }
        }
    }

    @Test(arguments: Shape.allCases)
    func growsWithTheRoutes(shape: Shape) {
        let (few, many) = (Routing(Self.input(shape, routes: 50)), Routing(Self.input(shape, routes: 400)))
        #expect(many.routes.count == 400)
        #expect(many.routes.allSatisfy { $0.parents[0].accepted == .yes && $0.rules[0][0].verdict == .yes })
        // Eight times as much of everything; what is there once counts for less.
        #expect(few.effort >= 100)
        #expect(many.effort <= 8 * few.effort + 8, "\(few.effort) → \(many.effort)")
    }
}
