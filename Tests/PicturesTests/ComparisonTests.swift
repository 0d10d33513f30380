import GatewayAPI
import Planning
import Routing
import Testing
import Values

@testable import Pictures

/// Pictures of how it is before and after a plan.
struct ComparisonTests {
    static func flow(_ route: String, _ shares: (String, Int64)...) -> Flow {
        Flow(
            route: route, isCertain: true,
            backends: shares.map {
                Flow.Backend(name: $0.0, share: "\($0.1) %", weight: $0.1, fate: .forwarded(endpoints: 1))
            })
    }

    static func change(_ action: Change.Action, _ name: String, _ parents: Value) -> Change {
        let key = RouteKey(group: "gateway.networking.k8s.io", namespace: "db", name: name)
        var change = Change(action, ObjectReference(key, route: "gateway.networking.k8s.io/v1alpha2"))
        let object: Value = [
            "spec": ["parentRefs": parents, "rules": [["backendRefs": [["name": "pg", "port": 1]]]]]
        ]
        if action != .create { change.before = object }
        if action != .delete { change.after = object }
        return change
    }

    static func plan(_ changes: [Change], _ traffic: [TrafficChange]) -> Plan {
        var plan = Plan(lineage: "l", serial: 1, apiVersion: "gateway.networking.k8s.io/v1alpha2", cluster: nil)
        (plan.changes, plan.connections) = (changes, traffic)
        return plan
    }

    /// A weight changes, a route moves in, one goes, one stays in the shade, and of one Gateway the plan knows nothing.
    static let example = plan(
        [
            change(.update, "pg", [["name": "gw", "sectionName": "tcp"], ["name": "far"]]),
            change(.create, "late", [["name": "gw", "port": 5432]]),
            change(.delete, "old", [["name": "gw", "port": 80]]),
        ],
        [
            TrafficChange(
                gateway: "db/gw", listener: "tcp", port: 5432, before: flow("db/pg", ("db/v1:1", 100)),
                after: flow("db/pg", ("db/v1:1", 70), ("db/v2:1", 30)), notes: ["a note"]),
            TrafficChange(gateway: "db/gw", listener: "web", port: 80, before: flow("db/old"), after: nil, notes: []),
        ])

    @Test func sideBySide() {
        #expect(
            TextPicture.text(PictureSheet(Self.example)) == """
                Before                                                ┃  After
                Gateway db/gw                                         ┃  Gateway db/gw
                ├─ tcp :5432                                          ┃  ├─ tcp :5432
                │  └─ db/pg                                           ┃  │  ├─ db/pg
                │     └─ 100 %  db/v1:1  (1 ready)                    ┃  │  │  ├─ 70 %  db/v1:1  (1 ready)
                                                                      ┃  │  │  └─ 30 %  db/v2:1  (1 ready)
                                                                      ┃  │  └─ db/late ·  (shadowed by db/pg)
                └─ web :80                                            ┃  └─ web :80  (no route)
                   └─ db/old                                          ┃
                Gateway db/far ?  (the plan does not say who serves)  ┃  Gateway db/far ?  (the plan does not say who serves)
                └─ every listener ?                                   ┃  └─ every listener ?
                   └─ db/pg ?                                         ┃     └─ db/pg ?
                      └─ 100 %  db/pg:1 ?  (Service not known)        ┃        └─ 100 %  db/pg:1 ?  (Service not known)

                → listener db/gw/tcp :5432: v1 100 % → v1 70 %, v2 30 %
                → a note
                → listener db/gw/web :80: no backend → nobody

                """)
    }

    @Test func oneBelowTheOther() {
        #expect(
            TextPicture.text(PictureSheet(Self.example), width: 80) == """
                Before
                Gateway db/gw
                ├─ tcp :5432
                │  └─ db/pg
                │     └─ 100 %  db/v1:1  (1 ready)
                └─ web :80
                   └─ db/old
                Gateway db/far ?  (the plan does not say who serves)
                └─ every listener ?
                   └─ db/pg ?
                      └─ 100 %  db/pg:1 ?  (Service not known)

                After
                Gateway db/gw
                ├─ tcp :5432
                │  ├─ db/pg
                │  │  ├─ 70 %  db/v1:1  (1 ready)
                │  │  └─ 30 %  db/v2:1  (1 ready)
                │  └─ db/late ·  (shadowed by db/pg)
                └─ web :80  (no route)
                Gateway db/far ?  (the plan does not say who serves)
                └─ every listener ?
                   └─ db/pg ?
                      └─ 100 %  db/pg:1 ?  (Service not known)

                → listener db/gw/tcp :5432: v1 100 % → v1 70 %, v2 30 %
                → a note
                → listener db/gw/web :80: no backend → nobody

                """)
    }

    /// Of two routes that do not exist yet nobody knows which will be first.
    @Test func plannedRivals() {
        let parents: Value = [["name": "gw"]]
        let plan = Self.plan(
            [Self.change(.create, "one", parents), Self.change(.create, "two", parents)],
            [
                TrafficChange(
                    gateway: "db/gw", listener: "tcp", port: 1, before: nil,
                    after: Self.flow("db/one", ("db/pg:1", 100)),
                    notes: [])
            ])
        #expect(
            TextPicture.text(PictureSheet(plan)) == """
                Before                 ┃  After
                Gateway db/gw          ┃  Gateway db/gw
                └─ tcp :1  (no route)  ┃  └─ tcp :1 ?  (whichever of the routes is created first serves)
                                       ┃     ├─ db/one ?
                                       ┃     │  └─ 100 %  db/pg:1  (1 ready)
                                       ┃     └─ db/two ?

                → listener db/gw/tcp :1: nobody → pg 100 % (db/one)

                """)
    }

    /// What stays as it is is drawn too, with the routes that get no connections, those of others among them.
    @Test func listenersThatStayAsTheyAre() {
        let plan = Self.plan(
            [
                Self.change(.create, "late", [["name": "gw", "sectionName": "tcp"]]),
                Self.change(.create, "lost", [["name": "gw", "sectionName": "nope"]]),
            ],
            [
                TrafficChange(
                    gateway: "db/gw", listener: "tcp", port: 1, before: Self.flow("infra/pg", ("infra/pg:1", 100)),
                    after: Self.flow("infra/pg", ("infra/pg:1", 100)), notes: [],
                    others: .init(before: ["infra/old"], after: ["infra/old", "db/late"]))
            ])
        #expect(
            TextPicture.text(PictureSheet(plan)) == """
                Before                                         ┃  After
                Gateway db/gw                                  ┃  Gateway db/gw
                ├─ tcp :1                                      ┃  ├─ tcp :1
                │  ├─ infra/pg                                 ┃  │  ├─ infra/pg
                │  │  └─ 100 %  infra/pg:1  (1 ready)          ┃  │  │  └─ 100 %  infra/pg:1  (1 ready)
                │  └─ infra/old ·  (shadowed by infra/pg)      ┃  │  ├─ infra/old ·  (shadowed by infra/pg)
                                                               ┃  │  └─ db/late ·  (shadowed by infra/pg)
                └─ no listener ✕  (none of the plan's routes)  ┃  └─ no listener ✕
                                                               ┃     └─ db/lost ✕  (no listener takes it)

                """)
    }

    @Test func graphLanguagesHaveAGroupForEach() {
        let mermaid = MermaidPicture.text(PictureSheet(Self.example))
        #expect(mermaid.contains("  subgraph side0[\"Before\"]\n    direction LR\n    n0[\"Gateway db/gw\"]\n"))
        #expect(mermaid.contains("  end\n  subgraph side1[\"After\"]\n"))
        #expect(mermaid.contains("  end\n  side0 ~~~ side1\n"))
        // Boxes are numbered through, so that none is in both groups.
        let boxes = mermaid.matches(of: /^    (n\d+)\[/.anchorsMatchLineEndings()).map { String($0.1) }
        #expect(boxes == (0..<boxes.count).map { "n\($0)" })
        let dot = DOTPicture.text(PictureSheet(Self.example))
        #expect(dot.contains("  subgraph cluster_0 {\n    label=\"Before\";\n    n0 [label=\"Gateway db/gw\"];\n"))
        #expect(dot.hasSuffix("  }\n}\n"))
    }

    /// Gateways and listeners are drawn once, and what changes is never folded.
    @Test func drawings() {
        let svg = SVGPicture.text(PictureSheet(Self.example))
        #expect(svg.matches(of: /<title>tcp :5432<\/title>/).count == 1)
        #expect(svg.contains(">Before</text>") && svg.contains(">After</text>"))
        let html = HTMLPicture.text(PictureSheet(Self.example))
        #expect(
            html.contains("<h2>What changes</h2>\n<ul><li>listener db/gw/tcp :5432: v1 100 % → v1 70 %, v2 30 %</li>"))
        #expect(html.contains("Nothing will be wrong"))
    }

    @Test func whatChangesIsNotFolded() {
        func picture(_ changed: Int) -> Picture {
            let listeners = (0..<100).map { number in
                Picture.Listener(title: "l\(number)", routes: [Picture.Route(title: number == changed ? "new" : "r")])
            }
            return Picture(gateways: [Picture.Gateway(title: "gw", listeners: listeners)])
        }
        let sheet = PictureSheet(before: picture(-1), after: picture(42)).folded()
        #expect(sheet.picture(1).gateways[0].listeners.map(\.title) == ["l42", "… 99 more"])
    }
}
