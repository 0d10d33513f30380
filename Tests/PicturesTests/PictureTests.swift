import Diagnostics
import Manifests
import Testing

@testable import Pictures

/// Pictures of small worlds, each in every language.
struct PictureTests {
    static let gateway = """
        apiVersion: gateway.networking.k8s.io/v1
        kind: Gateway
        metadata: {name: gw, namespace: infra}
        spec:
          gatewayClassName: any
          listeners:
            - {name: tcp, port: 5432, protocol: TCP, allowedRoutes: {namespaces: {from: All}}}
            - {name: web, port: 80, protocol: HTTP}
        ---
        {apiVersion: v1, kind: Service, metadata: {name: db, namespace: app}, spec: {ports: [{port: 1}]}}
        ---
        apiVersion: discovery.k8s.io/v1
        kind: EndpointSlice
        metadata: {name: db-1, namespace: app, labels: {kubernetes.io/service-name: db}}
        addressType: IPv4
        ports: [{port: 9}]
        endpoints: [{addresses: [10.0.0.1]}, {addresses: [10.0.0.2]}]

        """

    static func route(_ name: String, _ parents: String, _ backends: String = "{name: db, port: 1}") -> String {
        """
        ---
        apiVersion: kubernetes.openmcf.org/v1
        kind: KubernetesTcpRoute
        metadata: {name: \(name)}
        spec: {namespace: app, parentRefs: [\(parents)], rules: [{backendRefs: [\(backends)]}]}

        """
    }

    static func picture(_ texts: String...) async -> Picture {
        let input = ManifestInput.text(SourceFile(name: "x.yaml", text: texts.joined()))
        return Picture(await ManifestSet.load([input], ManifestOptions()).routing)
    }

    static func example() async -> Picture {
        await picture(
            gateway,
            route(
                "one", "{name: gw, namespace: infra, sectionName: tcp}",
                "{name: db, port: 1, weight: 70}, {name: db, port: 2, weight: 30}"),
            route("bad", "{name: gw, namespace: infra, sectionName: nope}"),
            route("else", "{name: other}"))
    }

    @Test func text() async {
        #expect(
            TextPicture.text(PictureSheet(await Self.example())) == """
                Gateway infra/gw
                ├─ tcp :5432
                │  └─ app/one
                │     ├─ 70 %  app/db:1  (2 ready)
                │     └─ 30 %  app/db:2 ✕  (rejected: Service app/db has no TCP port 2; it has 1)
                ├─ web :80 HTTP
                └─ no listener ✕
                   └─ app/bad ✕  (no listener 'nope')
                Gateway app/other ?  (not given, so who serves is not known)
                └─ every listener ?
                   └─ app/else ?
                      └─ 100 %  app/db:1  (2 ready)

                """)
    }

    /// Of two routes that do not exist yet nobody knows which will be first.
    @Test func plannedRivals() async {
        let parent = "{name: gw, namespace: infra}"
        let picture = await Self.picture(Self.gateway, Self.route("one", parent), Self.route("two", parent))
        #expect(
            TextPicture.text(PictureSheet(picture)) == """
                Gateway infra/gw
                ├─ tcp :5432 ?  (whichever of the routes is created first serves)
                │  ├─ app/one ?
                │  │  └─ 100 %  app/db:1  (2 ready)
                │  └─ app/two ?
                │     └─ 100 %  app/db:1  (2 ready)
                └─ web :80 HTTP

                """)
    }

    @Test func mermaid() async {
        let picture = await Self.picture(Self.gateway, Self.route("one", "{name: gw, namespace: infra}"))
        #expect(
            MermaidPicture.text(PictureSheet(picture)) == """
                flowchart LR
                  n0["Gateway infra/gw"]
                  n1["tcp :5432"]
                  n2["app/one"]
                  n3["app/db:1<br/>2 ready"]
                  n4["web :80 HTTP"]
                  n0 --> n1
                  n1 --> n2
                  n2 -->|"100 %"| n3
                  n0 --> n4
                  classDef problem stroke:#c62828,stroke-width:2px,stroke-dasharray:5 3
                  classDef loser stroke:#888,color:#888,stroke-dasharray:2 2
                  classDef unknown stroke:#888,stroke-dasharray:5 3

                """)
    }

    @Test func dot() async {
        let picture = await Self.picture(Self.gateway, Self.route("one", "{name: gw, namespace: infra, port: 9}"))
        #expect(
            DOTPicture.text(PictureSheet(picture)) == """
                digraph routing {
                  rankdir=LR;
                  node [shape=box, fontname="monospace", fontsize=10];
                  edge [fontname="monospace", fontsize=10];
                  n0 [label="Gateway infra/gw"];
                  n1 [label="tcp :5432"];
                  n2 [label="web :80 HTTP"];
                  n3 [label="no listener ✕", style=dashed, color=red3, penwidth=2];
                  n4 [label="app/one ✕\\nno listener with port 9", style=dashed, color=red3, penwidth=2];
                  n0 -> n1;
                  n0 -> n2;
                  n0 -> n3 [style=dashed];
                  n3 -> n4 [style=dashed];
                }

                """)
    }

    /// Names are only text: they never become markup.
    @Test func textIsEscaped() {
        let evil = "<script>\"&'`#\u{1}\\\n</script>"
        let route = Picture.Route(
            title: evil, mark: .problem, note: evil,
            backends: [Picture.Backend(title: evil, share: "1 %", mark: .problem, note: evil)])
        let listener = Picture.Listener(title: evil, mark: .problem, note: evil, routes: [route])
        let gateway = Picture.Gateway(title: evil, mark: .problem, note: evil, listeners: [listener])
        let picture = Picture(gateways: [gateway], unattached: [route])
        for text in [SVGPicture.text(PictureSheet(picture)), HTMLPicture.text(PictureSheet(picture))] {
            #expect(!text.contains("<script"))
            #expect(text.contains("&lt;script&gt;&quot;&amp;&#39;`#\u{FFFD}\\ &lt;/script&gt;"))
        }
        #expect(!MermaidPicture.text(PictureSheet(picture)).contains("<script"))
        #expect(MermaidPicture.text(PictureSheet(picture)).contains("#lt;script#gt;#quot;#amp;'#96;#35;"))
        #expect(DOTPicture.text(PictureSheet(picture)).contains("<script>\\\"&'`#\u{FFFD}\\\\ </script>"))
        #expect(TextPicture.text(PictureSheet(picture)).contains("<script>\"&'`#\u{FFFD}\\ </script>"))
    }

    // MARK: Long pictures

    static func listener(_ number: Int, _ mark: Picture.Mark = .fine) -> Picture.Listener {
        let backend = Picture.Backend(title: "db:1", share: "100 %", note: "1 ready")
        return Picture.Listener(
            title: "l\(number)", routes: [Picture.Route(title: "r\(number)", mark: mark, backends: [backend])])
    }

    @Test func aLongPictureIsFolded() {
        var listeners = (0..<100).map { Self.listener($0, $0 == 7 ? .problem : .fine) }
        listeners[9].routes.append(Picture.Route(title: "late", mark: .loser))
        let picture = Picture(gateways: [Picture.Gateway(title: "gw", listeners: listeners)])
        #expect(PictureSheet(picture).rowCount == 101)
        #expect(
            PictureSheet(picture).folded().picture(0).gateways[0].listeners.map(\.title) == ["l7", "l9", "… 98 more"])
        // Mermaid draws no more than 500 arrows.
        #expect(MermaidPicture.text(PictureSheet(picture)).split(separator: "\n").count { $0.contains("->") } == 8)
        let short = Picture(gateways: [Picture.Gateway(title: "gw", listeners: Array(listeners.dropFirst(41)))])
        #expect(PictureSheet(short).folded().gateways[0].listeners.count == 59)
    }

    /// Of many that get no connections a few stand for all.
    @Test func manyLosersAreFolded() {
        let losers = (0..<300).map { Picture.Route(title: "r\($0)", mark: .loser) }
        let bad = Picture.Route(title: "bad", mark: .problem, note: "refused")
        let listener = Picture.Listener(title: "tcp", routes: [Picture.Route(title: "server")] + losers + [bad])
        let sheet = PictureSheet(Picture(gateways: [Picture.Gateway(title: "gw", listeners: [listener])])).folded()
        #expect(
            sheet.picture(0).gateways[0].listeners[0].routes.map(\.title) == [
                "server", "r0", "r1", "r2", "bad", "… 297 more",
            ])
    }

    @Test func manyGatewaysAreFolded() {
        let picture = Picture(
            gateways: (0..<100).map { number in
                let isBad = number % 40 == 3
                return Picture.Gateway(
                    title: "gw\(number)", mark: number == 50 ? .problem : .fine,
                    listeners: [Self.listener(0, isBad ? .problem : .fine), Self.listener(1), Self.listener(2)])
            })
        let folded = PictureSheet(picture).folded().picture(0)
        #expect(folded.gateways.map(\.title) == ["gw3", "gw43", "gw50", "gw83", "… 96 more"])
        #expect(folded.gateways.last?.note == "Gateways, no problem known")
        #expect(folded.gateways[0].listeners.map(\.title) == ["l0", "… 2 more"])
    }

    // MARK: SVG

    @Test func svg() async {
        let picture = await Self.picture(Self.gateway, Self.route("one", "{name: gw, namespace: infra, port: 80}"))
        let lines = SVGPicture.text(PictureSheet(picture)).split(separator: "\n").map(String.init)
        #expect(
            lines.first == """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1152 146" width="1152" height="146" role="img" \
                aria-label="Who gets the connections">
                """)
        let attribute = /\ (class|x|y|width|height|rx|aria-label)="[^"]*"/
        let bare = lines.suffix(8).map { $0.replacing(attribute, with: "") }
        #expect(
            bare == [
                "<g><title>web :80 HTTP</title><rect/><text>web :80 HTTP</text></g>",
                "<path d=\"M184 27H200V79\"/><path d=\"M200 79H224\"/>",
                "<g><title>no listener</title><rect/><text>✕ no listener</text></g>",
                "<path d=\"M374 79H390V79\"/><path d=\"M390 79H414\"/>",
                "<g><title>app/one: web :80 is HTTP, not TCP</title><rect/><text>✕ app/one</text></g>",
                "<g><title>web :80 is HTTP, not TCP</title><text>web :80 is HTTP, not TCP</text></g>",
                "<g><title>\(Picture.legend)</title><text>\(Picture.legend)</text></g>", "</svg>",
            ])
    }

    @Test(arguments: [
        ("short", "short"), ("0123456789", "0123456789"), ("0123456789x", "0123…6789x"), ("namespace/name", "…/name"),
        ("namespace/long-name", "name…-name"), ("rejected: a/b", "reje…: a/b"), ("漢字漢字漢", "漢字漢字漢"),
        ("漢字漢字漢字", "漢字…漢字"),
    ])
    func fitting(text: String, fitting: String) {
        #expect(XMLText.fitting(text, 73) == fitting)
    }

    /// The message of a condition has up to 32 KiB, and each is cut in several places.
    @Test func aLongTextIsCutInNoTime() {
        let text = String(repeating: "x", count: 32_768)
        let time = ContinuousClock().measure {
            for _ in 0..<20 { #expect(XMLText.fitting(text, 73) == "xxxx…xxxxx") }
        }
        #expect(time < .seconds(5))
    }

    @Test func anEmptyPictureIsAPicture() {
        #expect(TextPicture.text(PictureSheet(Picture())).isEmpty)
        #expect(SVGPicture.text(PictureSheet(Picture())).hasPrefix("<svg xmlns=\"http://www.w3.org/2000/svg\""))
        #expect(HTMLPicture.text(PictureSheet(Picture())).contains("Nothing is wrong"))
        #expect(DOTPicture.text(PictureSheet(Picture())).hasSuffix("}\n"))
    }
}
