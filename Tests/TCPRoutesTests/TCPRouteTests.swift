import TCPRoutes
import Testing

/// What routes are that calls make, as their JSON says it.
struct TCPRouteTests {
    @Test func aNameMakesARoute() {
        let expected = """
            {
              "apiVersion": "gateway.networking.k8s.io/v1alpha2",
              "kind": "TCPRoute",
              "metadata": {
                "name": "postgres"
              }
            }
            """
        #expect(TCPRoute("postgres").description == expected)
    }

    @Test func pathsFollowTheObject() {
        let route = TCPRoute("postgres").metadata.withLabels(["tier": "db", "app": "pg"]).spec.withParentRefs(
            ParentReference().withName("gw").withPort(5432)
        ).spec.withRulesMixin(
            TCPRoute.Rule().withName("all").withBackendRefs(BackendReference().withName("pg").withWeight(0))
        ).spec.withUseDefaultGateways(.all)
        let expected = """
            {
              "apiVersion": "gateway.networking.k8s.io/v1alpha2",
              "kind": "TCPRoute",
              "metadata": {
                "labels": {
                  "app": "pg",
                  "tier": "db"
                },
                "name": "postgres"
              },
              "spec": {
                "parentRefs": [
                  {
                    "name": "gw",
                    "port": 5432
                  }
                ],
                "rules": [
                  {
                    "backendRefs": [
                      {
                        "name": "pg",
                        "weight": 0
                      }
                    ],
                    "name": "all"
                  }
                ],
                "useDefaultGateways": "All"
              }
            }
            """
        #expect(route.description == expected)
    }

    @Test func aCallLeavesTheRouteAsItWas() {
        let route = TCPRoute("a")
        let before = route.description
        _ = route.metadata.withName("b")
        #expect(route.description == before)
    }

    /// One line of JSON for each fragment.
    @Test(arguments: [
        (
            TCPRoute.metadata.withFinalizers("a").metadata.withFinalizersMixin("b", "c"),
            #"{"finalizers":["a","b","c"]}"#
        ),
        (TCPRoute.metadata.withFinalizersMixin("a").metadata.withFinalizers(["b"]), #"{"finalizers":["b"]}"#),
        (TCPRoute.metadata.withFinalizers(), #"{"finalizers":[]}"#),
        (
            TCPRoute.metadata.withLabels(["a": "1", "b": "2"])
                + TCPRoute.metadata.withLabelsMixin(["b": "3", "c": "4"]),
            #"{"labels":{"a":"1","b":"3","c":"4"}}"#
        ),
        (
            TCPRoute.metadata.withLabelsMixin(["a": "1"]) + TCPRoute.metadata.withLabels(["b": "2"]),
            #"{"labels":{"b":"2"}}"#
        ),
        (
            // Texts of the same look that differ in their bytes are different keys.
            TCPRoute.metadata.withLabels(["\u{E9}": "1"]).metadata.withLabelsMixin(["e\u{301}": "2"]),
            "{\"labels\":{\"\u{E9}\":\"1\",\"e\u{301}\":\"2\"}}"
        ),
        (TCPRoute.metadata.withLabels([:]), #"{"labels":{}}"#),
        (
            TCPRoute.metadata.withOwnerReferencesMixin(
                OwnerReference().withKind("Deployment") + OwnerReference().withController(true)),
            #"{"ownerReferences":[{"controller":true,"kind":"Deployment"}]}"#
        ),
        (TCPRoute.metadata.withGeneration(Int.max), #"{"generation":9223372036854775807}"#),
        (TCPRoute.metadata.withName("\"\\\n\u{1}"), #"{"name":"\"\\\n\u0001"}"#),
    ])
    func withReplacesAndMixinAdds(fragment: TCPRoute.Mixin, metadata: String) {
        let line = Self.oneLine(fragment.description)
        #expect(line.utf8.elementsEqual("{\"metadata\":\(metadata)}".utf8), "\(line)")
    }

    @Test func fragmentsActOnWhatStandsBeforeThem() {
        let team = TCPRoute.metadata.withLabelsMixin(["team": "db"])
        let named = TCPRoute("a").metadata.withLabels(["team": "web", "tier": "1"])
        func labels(_ route: TCPRoute) -> String { Self.oneLine(route.description) }
        #expect(labels(named + team).contains(#""labels":{"team":"db","tier":"1"},"name":"a""#))
        #expect(labels(team + named).contains(#""labels":{"team":"web","tier":"1"},"name":"a""#))
        #expect(labels(named + TCPRoute("b")).contains(#""labels":{"team":"web","tier":"1"},"name":"b""#))
        #expect((named + (team + TCPRoute.metadata.withName("c"))).description.contains(#""name": "c""#))
    }

    private static func oneLine(_ json: String) -> String {
        json.split(separator: "\n").map { $0.drop { $0 == " " } }.joined().replacing("\": ", with: "\":")
    }
}
