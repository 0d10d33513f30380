import GatewayAPI
import Routing
import Testing
import Values

/// What our own controller writes into a status that others write too.
struct StatusMergeTests {
    static let merge = StatusMerge(controller: "example.com/own", generation: 3, now: "2024-05-05T00:00:00Z")

    static func routing() throws -> Routing {
        try World(
            World.ownClass + World.gateway("app/gw", "{name: tcp, port: 1, protocol: TCP}")
                + World.route(
                    "app/r", "parentRefs: [{name: gw, sectionName: tcp}], rules: [{backendRefs: [{name: db, port: 1}]}]"
                )
                + World.service("app/db", "ports: [{port: 1}]")
        ).routing
    }

    static func condition(
        _ type: String, _ status: String, _ reason: String, _ message: String, _ generation: Int64 = 3,
        time: String = "2024-05-05T00:00:00Z"
    ) -> Value {
        [
            "lastTransitionTime": .string(time), "message": .string(message), "observedGeneration": .int(generation),
            "reason": .string(reason), "status": .string(status), "type": .string(type),
        ]
    }

    static let accepted = condition("Accepted", "True", "Accepted", "attached to tcp :1")
    static let resolved = condition("ResolvedRefs", "True", "ResolvedRefs", "all references are resolved")
    static let reference: Value = [
        "group": "gateway.networking.k8s.io", "kind": "Gateway", "name": "gw", "sectionName": "tcp",
    ]

    static func entry(
        _ conditions: [Value], _ reference: Value = reference, controller: String = "example.com/own"
    ) -> Value {
        ["conditions": .array(conditions), "controllerName": .string(controller), "parentRef": reference]
    }

    @Test func aFirstStatus() throws {
        let status = Self.merge.routeStatus(nil, try Self.routing(), 0)
        #expect(status == ["parents": [Self.entry([Self.accepted, Self.resolved])]])
        // The same again is no change.
        #expect(Self.merge.routeStatus(status, try Self.routing(), 0) == nil)
    }

    @Test func whatBelongsToOthersStays() throws {
        let foreign = Self.entry(
            [Self.condition("Accepted", "False", "No", "other", 1)], controller: "example.com/other")
        let extra = Self.condition("example.com/Extra", "True", "Yes", "not ours", 1)
        let live: Value = ["parents": [foreign, Self.entry([extra])], "later": 1]
        let status = Self.merge.routeStatus(live, try Self.routing(), 0)
        #expect(status?["parents"] == [foreign, Self.entry([extra, Self.accepted, Self.resolved])])
        #expect(status?["later"] == 1)
    }

    @Test func anEntryOfAReferenceThatIsGoneGoes() throws {
        let gone = Self.entry(
            [Self.accepted], ["group": "gateway.networking.k8s.io", "kind": "Gateway", "name": "old"])
        let live: Value = ["parents": [gone, Self.entry([Self.accepted, Self.resolved])]]
        #expect(
            Self.merge.routeStatus(live, try Self.routing(), 0)?["parents"] == [
                Self.entry([Self.accepted, Self.resolved])
            ])
    }

    @Test(arguments: [
        // The time moves with the status only.
        (
            condition("Accepted", "True", "Accepted", "before", 2, time: "2020-01-01T00:00:00Z"),
            condition("Accepted", "True", "Accepted", "attached to tcp :1", 3, time: "2020-01-01T00:00:00Z")
        ),
        (condition("Accepted", "False", "Pending", "before", 2, time: "2020-01-01T00:00:00Z"), accepted),
        // What was said of a later generation is not taken back.
        (condition("Accepted", "False", "Later", "later", 4), condition("Accepted", "False", "Later", "later", 4)),
    ])
    func aCondition(before: Value, after: Value) throws {
        let live: Value = ["parents": [Self.entry([before, Self.resolved])]]
        let status = Self.merge.routeStatus(live, try Self.routing(), 0) ?? live
        #expect(status["parents"] == [Self.entry([after, Self.resolved])])
    }

    @Test func aGateway() throws {
        let routing = try Self.routing()
        let gateway = try routing.gateway("app/gw")
        let address = GatewayView.Address(type: "IPAddress", value: "127.0.0.1")
        let live: Value = [
            "conditions": [Self.condition("Conflicted", "True", "X", "gone", 1)],
            "listeners": [["name": "old", "attachedRoutes": 5, "conditions": []]],
        ]
        let status = try #require(Self.merge.gatewayStatus(live, routing, gateway, addresses: [address]))
        #expect(status["listeners"]?.array?.map { $0["name"] } == ["tcp"])
        #expect(status["listeners"]?[0]?["attachedRoutes"] == 1)
        #expect(
            status["listeners"]?[0]?["supportedKinds"] == [["group": "gateway.networking.k8s.io", "kind": "TCPRoute"]])
        #expect(status["conditions"]?.array?.map { $0["type"] } == ["Accepted", "Programmed"])
        #expect(status["addresses"] == [["type": "IPAddress", "value": "127.0.0.1"]])
        #expect(Self.merge.gatewayStatus(status, routing, gateway, addresses: [address]) == nil)
    }

    @Test func aClass() throws {
        let routing = try Self.routing()
        let status = try #require(Self.merge.classStatus(nil, routing, routing.classes[0]))
        #expect(status["supportedFeatures"] == [["name": "Gateway"], ["name": "ReferenceGrant"], ["name": "TCPRoute"]])
        #expect(status["conditions"]?.array?.map { $0["type"] } == ["Accepted", "SupportedVersion"])
        #expect(Self.merge.classStatus(status, routing, routing.classes[0]) == nil)
    }

    /// What is not our own controller's is left alone.
    @Test func strangers() throws {
        let routing = try World(
            World.gateway("app/gw", "{name: tcp, port: 1, protocol: TCP}")
                + World.route("app/r", "parentRefs: [{name: gw}], rules: [{backendRefs: [{name: db, port: 1}]}]")
        ).routing
        #expect(Self.merge.routeStatus(nil, routing, 0) == nil)
        #expect(Self.merge.gatewayStatus(nil, routing, try routing.gateway("app/gw"), addresses: []) == nil)
    }
}
