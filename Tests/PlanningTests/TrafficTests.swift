import Diagnostics
import Documents
import GatewayAPI
import Planning
import Routing
import Testing
import Values
import YAML

/// What plans do to connections.
struct TrafficTests {
    private static let cluster = PlannedCluster(server: "https://c.example")

    /// A Gateway with a listener for the routes of all namespaces, and Services with endpoints.
    private static let world = """
        apiVersion: gateway.networking.k8s.io/v1
        kind: GatewayClass
        metadata: {name: own}
        spec: {controllerName: example.com/own}
        ---
        apiVersion: gateway.networking.k8s.io/v1
        kind: Gateway
        metadata: {name: gw, namespace: infra}
        spec:
          gatewayClassName: own
          listeners:
          - {name: tcp, port: 5432, protocol: TCP, allowedRoutes: {namespaces: {from: All}}}
          - {name: other, port: 6000, protocol: TCP, allowedRoutes: {namespaces: {from: All}}}
        ---
        {apiVersion: v1, kind: Service, metadata: {name: pg-v1, namespace: db}, spec: {ports: [{port: 5432}]}}
        ---
        {apiVersion: v1, kind: Service, metadata: {name: pg-v2, namespace: db}, spec: {ports: [{port: 5432}]}}
        ---
        {apiVersion: v1, kind: Service, metadata: {name: canary, namespace: db}, spec: {ports: [{port: 5432}]}}
        ---
        apiVersion: discovery.k8s.io/v1
        kind: EndpointSlice
        metadata: {name: pg-v1-1, namespace: db, labels: {kubernetes.io/service-name: pg-v1}}
        addressType: IPv4
        ports: [{port: 5432}]
        endpoints: [{addresses: [10.0.0.1]}, {addresses: [10.0.0.2]}]
        ---
        apiVersion: discovery.k8s.io/v1
        kind: EndpointSlice
        metadata: {name: pg-v2-1, namespace: db, labels: {kubernetes.io/service-name: pg-v2}}
        addressType: IPv4
        ports: [{port: 5432}]
        endpoints: [{addresses: [10.0.0.3]}]
        """

    private static func input(_ routes: [String]) throws -> RoutingInput {
        var input = RoutingInput()
        input.ownController = "example.com/own"
        let stream = YAMLReader.read(SourceFile(name: "w.yaml", text: ([world] + routes).joined(separator: "\n---\n")))
        try #require(stream.diagnostics.isEmpty)
        for document in stream.documents { input.add(try #require(RoutingObject(document.root.value))) }
        for path: WritableKeyPath<RoutingInput, Bool> in [
            \.routes.isComplete, \.gateways.isComplete, \.classes.isComplete, \.services.isComplete,
            \.slices.isComplete, \.grants.isComplete, \.namespaces.isComplete,
        ] { input[keyPath: path] = true }
        return input
    }

    private static func spec(_ backends: String, _ section: String = "tcp") -> String {
        "{parentRefs: [{name: gw, namespace: infra, sectionName: \(section)}], rules: [{backendRefs: [\(backends)]}]}"
    }

    private static func live(_ name: String, _ backends: String, day: Int, section: String = "tcp") -> String {
        """
        apiVersion: gateway.networking.k8s.io/v1
        kind: TCPRoute
        metadata: {name: \(name), namespace: db, creationTimestamp: '2024-03-0\(day)T00:00:00Z'}
        spec: \(spec(backends, section))
        """
    }

    private static func change(
        _ action: Change.Action, _ name: String, _ backends: String = "", section: String = "tcp"
    )
        -> Change
    {
        let key = RouteKey(group: TCPRouteSchema.group, namespace: "db", name: name)
        var change = Change(action, ObjectReference(key, route: "gateway.networking.k8s.io/v1"))
        guard action != .delete else { return change }
        let text = SourceFile(name: "c.yaml", text: "spec: \(spec(backends, section))")
        change.after = YAMLReader.read(text).documents.first?.root.value
        return change
    }

    private static func traffic(_ changes: [Change], on routes: String...) throws -> [TrafficChange] {
        var plan = Plan(lineage: "l", serial: 0, apiVersion: "gateway.networking.k8s.io/v1", cluster: Self.cluster)
        plan.changes = changes
        return try plan.connections(from: input(routes)).filter(\.isChange)
    }

    private static func words(_ traffic: [TrafficChange]) -> [String] { traffic.flatMap { [$0.text] + $0.notes } }

    private static let v1 = "{name: pg-v1, port: 5432}"

    @Test func newWeights() throws {
        let split = "{name: pg-v1, port: 5432, weight: 70}, {name: pg-v2, port: 5432, weight: 30}"
        let traffic = try Self.traffic([Self.change(.update, "pg", split)], on: Self.live("pg", Self.v1, day: 1))
        #expect(Self.words(traffic) == ["listener infra/gw/tcp :5432: pg-v1 100 % → pg-v1 70 %, pg-v2 30 %"])
    }

    @Test func aShareThatIsLost() throws {
        let split = "{name: pg-v1, port: 5432, weight: 7}, {name: canary, port: 5432, weight: 3}"
        let traffic = try Self.traffic([Self.change(.update, "pg", split)], on: Self.live("pg", Self.v1, day: 1))
        #expect(
            Self.words(traffic) == [
                "listener infra/gw/tcp :5432: pg-v1 100 % → pg-v1 70 %, canary 30 %",
                "30 % of connections will be rejected: Service db/canary has no ready endpoints",
            ])
    }

    @Test func aNewRoute() throws {
        let traffic = try Self.traffic([Self.change(.create, "pg", Self.v1)])
        #expect(Self.words(traffic) == ["listener infra/gw/tcp :5432: nobody → pg-v1 100 % (db/pg)"])
    }

    /// It gets nothing, so nothing changes for connections; that it is shadowed is a finding of its own.
    @Test func aNewRouteBesideAnOlderOne() throws {
        #expect(
            try Self.traffic(
                [Self.change(.create, "new", "{name: pg-v2, port: 5432}")], on: Self.live("pg", Self.v1, day: 1))
                == [])
    }

    @Test func aDeletionHandsTheListenerOver() throws {
        let traffic = try Self.traffic(
            [Self.change(.delete, "pg")], on: Self.live("pg", Self.v1, day: 1),
            Self.live("heir", "{name: pg-v2, port: 5432}", day: 2))
        #expect(
            Self.words(traffic) == [
                "listener infra/gw/tcp :5432: pg-v1 100 % (db/pg) → pg-v2 100 % (db/heir)",
                "deleting db/pg hands :5432 to db/heir",
            ])
    }

    @Test func aDeletionLeavesNobody() throws {
        let traffic = try Self.traffic([Self.change(.delete, "pg")], on: Self.live("pg", Self.v1, day: 1))
        #expect(
            Self.words(traffic) == [
                "listener infra/gw/tcp :5432: pg-v1 100 % → nobody",
                "no route will serve :5432 any more: connections are rejected (db/pg served)",
            ])
    }

    /// An update keeps its age, so an old route that moves in takes the listener.
    @Test func anOldRouteMovesIn() throws {
        let traffic = try Self.traffic(
            [Self.change(.update, "old", "{name: pg-v2, port: 5432}")],
            on: Self.live("old", "{name: pg-v2, port: 5432}", day: 1, section: "other"),
            Self.live("pg", Self.v1, day: 2))
        #expect(
            Self.words(traffic) == [
                "listener infra/gw/tcp :5432: pg-v1 100 % (db/pg) → pg-v2 100 % (db/old)",
                "db/old is older than db/pg and takes :5432 from it",
                "listener infra/gw/other :6000: pg-v2 100 % → nobody",
                "no route will serve :6000 any more: connections are rejected (db/old served)",
            ])
    }

    /// Between routes that do not exist yet the order is open.
    @Test func twoNewRoutes() throws {
        let traffic = try Self.traffic([
            Self.change(.create, "a", Self.v1), Self.change(.create, "b", "{name: pg-v2, port: 5432}"),
        ])
        #expect(
            Self.words(traffic) == [
                "listener infra/gw/tcp :5432: nobody → pg-v1 100 % (db/a)",
                "several new routes want :5432: the one that is created first serves, so apply db/a by itself first if it should",
            ])
        #expect(traffic.first?.after?.isCertain == false)
    }

    /// Where not all routes are known, an older one may be there.
    @Test func routesThatAreNotKnown() throws {
        var plan = Plan(lineage: "l", serial: 0, apiVersion: "gateway.networking.k8s.io/v1", cluster: Self.cluster)
        plan.changes = [Self.change(.create, "pg", Self.v1)]
        var input = try Self.input([])
        input.routes.isComplete = false
        #expect(
            Self.words(plan.connections(from: input).filter(\.isChange)) == [
                "listener infra/gw/tcp :5432: nobody → pg-v1 100 % (db/pg)",
                "an older route that is not known may serve :5432 instead of db/pg",
            ])
    }

    @Test func nothingChangesWithoutAChange() throws {
        #expect(
            try Self.traffic([Self.change(.unchanged, "pg", Self.v1)], on: Self.live("pg", Self.v1, day: 1)) == [])
    }

    @Test func portsTellBackendsOfOneServiceApart() throws {
        let both = "{name: pg-v1, port: 5432}, {name: pg-v1, port: 5433}"
        let traffic = try Self.traffic([Self.change(.create, "pg", both)])
        #expect(
            Self.words(traffic) == [
                "listener infra/gw/tcp :5432: nobody → pg-v1:5432 50 %, pg-v1:5433 50 % (db/pg)",
                "50 % of connections will be rejected: Service db/pg-v1 has no TCP port 5433; it has 5432",
            ])
    }

    /// Listeners that the plan's routes want are told also where nothing changes, with who does not serve.
    @Test func listenersThatStayAsTheyAre() throws {
        var plan = Plan(lineage: "l", serial: 0, apiVersion: "gateway.networking.k8s.io/v1", cluster: Self.cluster)
        plan.changes = [Self.change(.create, "late", Self.v1)]
        let input = try Self.input([Self.live("pg", Self.v1, day: 1)])
        plan.connections = plan.connections(from: input)
        #expect(plan.traffic.isEmpty)
        #expect(plan.connections.map(\.listener) == ["tcp"])
        #expect(plan.connections.first?.before?.route == "db/pg")
        #expect(plan.connections.first?.others == .init(before: [], after: ["db/late"]))
        let value = PlanCodec.value(of: plan)
        #expect(value["traffic"] == [])
        #expect(value["otherListeners"]?.array?.count == 1)
        #expect(try PlanCodec.plan(value).connections == plan.connections)
    }

    /// A Gateway of which a route gets no listener is known all the same.
    @Test func aRouteThatGetsNoListener() throws {
        var plan = Plan(lineage: "l", serial: 0, apiVersion: "gateway.networking.k8s.io/v1", cluster: Self.cluster)
        plan.changes = [Self.change(.create, "pg", Self.v1, section: "nope")]
        #expect(plan.connections(from: try Self.input([])).map(\.listener) == ["tcp", "other"])
    }

    @Test func savedAndRead() throws {
        var plan = Plan(lineage: "l", serial: 0, apiVersion: "gateway.networking.k8s.io/v1", cluster: Self.cluster)
        plan.connections = try Self.traffic(
            [
                Self.change(
                    .update, "pg", "{name: pg-v1, port: 5432}, {name: canary, port: 5432}, {name: gone, port: 1}")
            ],
            on: Self.live("pg", Self.v1, day: 1))
        plan.notes = ["a note"]
        let read = try PlanCodec.plan(PlanCodec.value(of: plan))
        #expect(read.traffic == plan.traffic)
        #expect(read.notes == plan.notes)
        #expect(plan.traffic.count == 1)
    }
}
