import Testing
import Values

@testable import Sandbox

struct LeaseTests {
    static let path = "/apis/coordination.k8s.io/v1/namespaces/default/leases"

    private static func lease(_ spec: String, version: String = "") -> String {
        let version = version.isEmpty ? "" : #","resourceVersion":"\#(version)""#
        return #"{"metadata":{"name":"leader"\#(version)},"spec":{\#(spec)}}"#
    }

    @Test func oneLeaderAtATime() async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            let one = Self.lease(#""holderIdentity":"one","renewTime":"2018-05-05T05:05:05.123456Z""#)
            let made = await api.send("PUT", Self.path + "/leader", one)
            #expect(made.code == 201)
            #expect(await api.send("PUT", Self.path + "/leader", one).code == 422)
            let version = made.version
            let renewed = Self.lease(#""holderIdentity":"one","leaseTransitions":1"#, version: version)
            #expect(await api.send("PUT", Self.path + "/leader", renewed).code == 200)
            let late = Self.lease(#""holderIdentity":"two""#, version: version)
            #expect(await api.send("PUT", Self.path + "/leader", late).code == 409)
            #expect(await api.send("GET", Self.path + "/leader")["spec.holderIdentity"] == "one")
        }
    }

    @Test func timesAreInUTCAndCoordinationIsDropped() async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            let made = await api.send(
                "POST", Self.path,
                Self.lease(#""renewTime":"2018-01-02T05:04:05.500000+02:00","strategy":"X","preferredHolder":"y""#))
            #expect(made["spec"] == ["renewTime": "2018-01-02T03:04:05.500000Z"], "\(made.text)")
        }
    }

    @Test(arguments: [
        (#""leaseDurationSeconds":0"#, "spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0"),
        (
            #""leaseTransitions":-1"#,
            "spec.leaseTransitions: Invalid value: -1: must be greater than or equal to 0"
        ),
    ])
    func numbersThatAreNone(_ spec: String, _ problem: String) async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            let answer = await api.send("POST", Self.path, Self.lease(spec))
            #expect(answer.message == "Lease.coordination.k8s.io \"leader\" is invalid: \(problem)")
        }
    }

    @Test(arguments: [
        ("2018-01-02T03:04:05.000006Z", nil), ("2018-01-02T03:04:05.000006-01:30", nil),
        ("2018-01-02T03:04:05Z", #"cannot parse "Z" as ".000000""#), ("2018-01-02", #"cannot parse "" as "T""#),
        ("", #"cannot parse "" as "2006""#), ("2018-01-02T03:04:05.1Z", #"cannot parse ".1Z" as ".000000""#),
        ("2018-01-02T03:04:05.123456789Z", #"cannot parse "789Z" as "Z07:00""#),
        ("2018-01-02T03:04:05.000000", #"cannot parse "" as "Z07:00""#),
    ])
    func microTimes(_ text: String, _ problem: String?) {
        #expect(
            MicroTime.problem(text)
                == problem.map { "parsing time \"\(text)\" as \"2006-01-02T15:04:05.000000Z07:00\": \($0)" })
    }

    @Test func protobufHasSecondsAndNanoseconds() {
        #expect(MicroTime.text(seconds: 1_514_862_245, nanoseconds: 6_999) == "2018-01-02T03:04:05.000006Z")
    }
}
