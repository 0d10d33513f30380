import Testing
import Values

@testable import Planning

/// The name of a cluster: for people, in documents, and told from others.
struct PlannedClusterTests {
    private static let production = PlannedCluster(server: "https://a:6443", context: "prod", uid: "u1")
    private static let plain = PlannedCluster(server: "https://a:6443")
    private static let sandbox = PlannedCluster(server: "http://127.0.0.1:4000", uid: "u2", isSandbox: true)

    private static let newSandbox = PlannedCluster.newSandbox(in: "d")

    @Test(arguments: [
        (newSandbox, "the sandbox in d, which is not there yet"), (production, "context prod (https://a:6443)"),
        (plain, "https://a:6443"), (sandbox, "the sandbox"),
    ])
    func description(cluster: PlannedCluster, text: String) { #expect("\(cluster)" == text) }

    @Test(arguments: [
        (
            production,
            #"{"cluster":"https://a:6443 (uid u1)","context":"prod","server":"https://a:6443","clusterUID":"u1"}"#
        ),
        (plain, #"{"cluster":"https://a:6443","server":"https://a:6443"}"#),
        (
            sandbox,
            #"{"cluster":"http://127.0.0.1:4000 (uid u2)","server":"http://127.0.0.1:4000","clusterUID":"u2","sandbox":true}"#
        ),
        (nil, #"{"cluster":null}"#),
        (
            newSandbox,
            #"{"cluster":"the sandbox in d, which is not there yet","clusterUID":"new-sandbox","sandbox":true}"#
        ),
    ])
    func members(cluster: PlannedCluster?, text: String) {
        let members = PlannedCluster.members(cluster)
        #expect(JSONWriter.text(.object(members)) == text)
        #expect(PlannedCluster(.object(members)) == cluster)
    }

    /// Plans that earlier versions saved have no server of its own.
    @Test func earlierDocument() {
        let cluster = PlannedCluster(["cluster": "https://a:6443 (uid u1)", "clusterUID": "u1"])
        #expect(cluster == PlannedCluster(server: "https://a:6443 (uid u1)", uid: "u1"))
        #expect(cluster?.isOther(than: Self.production) == false)
    }

    @Test(arguments: [
        (production, PlannedCluster(server: "https://b:6443", uid: "u1"), false), (production, sandbox, true),
        (production, plain, false), (plain, PlannedCluster(server: "https://b:6443"), true),
        (production, PlannedCluster(server: "https://b:6443"), true),
    ])
    func otherClusters(one: PlannedCluster, other: PlannedCluster, isOther: Bool) {
        #expect(one.isOther(than: other) == isOther)
        #expect(other.isOther(than: one) == isOther)
    }
}
