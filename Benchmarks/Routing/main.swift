import GatewayAPI
import Routing
import Values

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

// Judges a made-up cluster again and again and prints how long each took, in nanoseconds.
//
//     routing-benchmark ROUTES GATEWAYS RUNS

/// Everything that decides where connections go: each route shares its connections between two Services, one in a
/// hundred has a rival, one in a thousand names a Service that is not there.
private func cluster(routes: Int, gateways: Int) -> RoutingInput {
    var input = RoutingInput()
    (input.gateways.isComplete, input.services.isComplete, input.slices.isComplete) = (true, true, true)
    input.routes.isComplete = true
    let listenersOfEach = 64
    for number in 0..<gateways {
        let listeners = (0..<listenersOfEach).map { listener -> Value in
            [
                "name": .string("tcp-\(listener)"), "port": .int(Int64(10_000 + listener)), "protocol": "TCP",
                "allowedRoutes": ["namespaces": ["from": "All"]],
            ]
        }
        input.add(
            .gateway(
                GatewayView([
                    "metadata": ["name": .string("gateway-\(number)"), "namespace": "infra"],
                    "spec": ["gatewayClassName": "any", "listeners": .array(listeners)],
                ])))
    }
    for number in 0..<500 {
        for namespace in 0..<20 where number % 20 == namespace {
            let metadata: Value = ["name": .string("backend-\(number)"), "namespace": .string("team-\(namespace)")]
            input.add(
                .service(ServiceView(["metadata": metadata, "spec": ["ports": [["port": 5432, "protocol": "TCP"]]]])))
            input.add(
                .endpointSlice(
                    EndpointSliceView([
                        "metadata": [
                            "name": .string("backend-\(number)-1"), "namespace": .string("team-\(namespace)"),
                            "labels": ["kubernetes.io/service-name": .string("backend-\(number)")],
                        ],
                        "addressType": "IPv4", "ports": [["port": 5432, "protocol": "TCP", "name": ""]],
                        "endpoints": [["addresses": ["10.0.0.1"]], ["addresses": ["10.0.0.2"]]],
                    ])))
        }
    }
    for number in 0..<routes {
        // The Services of a namespace are every twentieth.
        let namespace = number % 20
        let first = number % 1000 == 999 ? "missing" : "backend-\(number % 500)"
        let listener = number % 100 == 99 ? number - 1 : number
        let spec: Value = [
            "parentRefs": [
                [
                    "name": .string("gateway-\(listener % gateways)"), "namespace": "infra",
                    "sectionName": .string("tcp-\(listener / gateways % listenersOfEach)"),
                ]
            ],
            "rules": [
                [
                    "backendRefs": [
                        ["name": .string(first), "port": 5432, "weight": 70],
                        ["name": .string("backend-\((number + 20) % 500)"), "port": 5432, "weight": 30],
                    ]
                ]
            ],
        ]
        input.add(
            .route(
                RouteView(
                    ObjectKey("team-\(namespace)", "route-\(number)"), spec: spec,
                    age: .created(Int64(1_700_000_000 + number % 5000)))))
    }
    return input
}

let words = CommandLine.arguments.dropFirst().compactMap(Int.init)
guard words.count == 3, words.allSatisfy({ $0 > 0 }) else {
    print("usage: routing-benchmark ROUTES GATEWAYS RUNS")
    exit(64)
}
let input = cluster(routes: words[0], gateways: words[1])
let clock = ContinuousClock()
for _ in 0..<words[2] {
    let start = clock.now
    let routing = Routing(input)
    let time = clock.now - start
    let attached = routing.gateways.reduce(0) { $0 + $1.listeners.reduce(0) { $0 + $1.attached.count } }
    guard attached == words[0] else {
        print("\(attached) routes are attached, not \(words[0])")
        exit(1)
    }
    print(time.components.seconds * 1_000_000_000 + time.components.attoseconds / 1_000_000_000)
}
