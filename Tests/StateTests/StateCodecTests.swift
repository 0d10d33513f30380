import Testing
import Values

@testable import State

struct StateCodecTests {
    @Test func oneRouteALineInAFixedOrder() {
        let text = encode(snapshot(route("b"), route("a"), route("z", namespace: "app"), serial: 3))
        let lines = text.split(separator: "\n")
        #expect(
            lines[0...4] == [
                "{", "  \"formatVersion\": \"1.0\",", "  \"lineage\": \"\(lineage)\",", "  \"serial\": 3,",
                "  \"cluster\": {\"uid\":\"cluster-1\"},",
            ])
        let first = "    " + JSONWriter.text(StateCodec.value(of: route("z", namespace: "app"))) + ","
        let last = "    " + JSONWriter.text(StateCodec.value(of: route("b")))
        #expect(lines[5].count == "  \"routes\": [".count && lines[6] == first && lines[8] == last)
        #expect(lines[9...] == ["  ]", "}"])
    }

    @Test func anEmptyState() {
        #expect(
            encode(StateSnapshot(lineage: lineage))
                == "{\n  \"formatVersion\": \"1.0\",\n  \"lineage\": \"\(lineage)\",\n  \"serial\": 0,\n  \"routes\": []\n}\n"
        )
    }

    @Test func whatIsWrittenReadsBack() throws {
        let state = snapshot(route("a"), route("a", namespace: "app"), route("global", namespace: nil), serial: 9)
        #expect(try decode(encode(state)) == state)
    }

    @Test func whatANewerMinorVersionAddedIsKept() throws {
        let text = """
            {
              "formatVersion": "1.7",
              "lineage": "\(lineage)",
              "serial": 3,
              "cluster": {"uid":"cluster-1","region":"north"},
              "encryption": {"key":"none"},
              "routes": [
                {"apiVersion":"gateway.networking.k8s.io/v1","kind":"TCPRoute","namespace":"db","name":"a",\
            "appliedAt":"2026-03-01T10:00:00Z","outputs":{"routeName":"a","namespace":"db"},"object":{},"note":[1,2]}
              ]
            }

            """
        #expect(encode(try decode(text)) == text)
    }

    private static let prefix = "{\"formatVersion\": \"1.0\", \"lineage\": \"\(lineage)\", \"serial\": 1"
    private static let routeText = JSONWriter.text(StateCodec.value(of: route("a")))

    @Test(arguments: [
        ("", "the file is empty"),
        (" \n", "the file is empty"),
        ("{\"formatVersion\": \"1.0\"", "expected ',' or '}', at line 1, column 24, byte 23"),
        ("<html>", "expected a JSON value, at line 1, column 1, byte 0"),
        ("\(prefix)}", "'routes' is missing"),
        ("\(prefix), \"routes\": {}}", "'routes' is no list, at line 1, byte 99"),
        ("\(prefix), \"routes\": [7]}", "a route is no object, at line 1, byte 100"),
        ("\(prefix), \"routes\": [{}]}", "'object' is missing, at line 1, byte 100"),
        ("\(prefix), \"routes\": [],\n\"routes\": []}", "the key 'routes' stands twice, at line 2, byte 103"),
        (
            "\(prefix), \"routes\": [\n\(routeText),\n\(routeText)]}",
            "the route db/a stands twice, at line 3, byte 522"
        ),
        ("{\"formatVersion\": \"1.0\", \"serial\": 1}", "'lineage' is missing, at line 1, byte 0"),
        (
            "{\"formatVersion\": \"1.0\", \"lineage\": \"mine\", \"serial\": 1}",
            "'lineage' is no UUID: 'mine', at line 1, byte 36"
        ),
        (
            "{\"formatVersion\": \"1.0\", \"lineage\": \"\(lineage)\", \"serial\": -1}",
            "'serial' is no whole number from 0 up, at line 1, byte 86"
        ),
        ("{\"formatVersion\": 1}", "'formatVersion' is no version such as '1.0', at line 1, byte 18"),
    ])
    func damagedFiles(text: String, reason: String) {
        let error = #expect(throws: StateError.self) { try decode(text) }
        #expect(error?.code == .damaged)
        #expect(error?.message == "the state 'state.json' cannot be read: \(reason)")
        #expect(error?.help?.hasPrefix("It was left as it is. Restore it from a copy") == true)
    }

    /// A state cut off anywhere is never taken for a whole one.
    @Test func everyTruncationIsNoticed() throws {
        let bytes = StateCodec.encode(snapshot(route("a"), serial: 1))
        for size in 0..<bytes.count - 2 {
            #expect(throws: StateError.self, "cut at \(size)") {
                try StateCodec.decode(Array(bytes.prefix(size)), path: "state.json")
            }
        }
    }

    @Test(arguments: [
        ("[]", "it holds a list, no object"),
        ("{\"a\": 1}", "it has no 'formatVersion'"),
        ("{\"apiVersion\": \"v1\", \"kind\": \"List\"}", "it is a manifest"),
        ("# a route\napiVersion: kubernetes.openmcf.org/v1\nkind: KubernetesTcpRoute\n", "it is a manifest"),
        ("\(prefix), \"changes\": []}", "it is a saved plan"),
        ("{\"version\": 4, \"terraform_version\": \"1.9\"}", "it is a state of Terraform or OpenTofu"),
    ])
    func foreignFiles(text: String, reason: String) {
        let error = #expect(throws: StateError.self) { try decode(text) }
        #expect(error?.code == .foreign)
        #expect(error?.message == "'state.json' is no state of openmcf: \(reason)")
    }

    @Test func aNewerMajorVersionIsAHardStop() {
        let error = #expect(throws: StateError.self) { try decode("{\"formatVersion\": \"2.0\"}") }
        #expect(error?.code == .unsupportedVersion)
        #expect(
            error?.message
                == "the state 'state.json' has format 2.0, and this version of openmcf reads 1.x")
    }
}

struct StateSnapshotTests {
    @Test func oneObjectHasOneKeyInAllVersions() {
        var state = snapshot(route("a"))
        state.upsert(route("a", version: "v1"))
        #expect(state.routeCount == 1)
        #expect(state.routes.first?.reference.apiVersion == "gateway.networking.k8s.io/v1")
    }

    @Test func findsByName() {
        let state = snapshot(route("a"), route("a", namespace: "app"), route("b"))
        #expect(state.routes(named: "a").map(\.key.description) == ["app/a", "db/a"])
        #expect(state.routes(named: "a", namespace: "db").map(\.key.description) == ["db/a"])
        #expect(state.routes(named: "c").isEmpty)
    }

    @Test func lineagesAreUUIDs() {
        let one = Lineage.generate()
        #expect(Lineage.isValid(one))
        #expect(one != Lineage.generate())
        #expect(Array(one)[14] == "4")
        #expect("89ab".contains(Array(one)[19]))
    }

    @Test(arguments: ["", "x", "3f2c0a52-6a7e-4b0e-9d0a-1c9f0b6f8f1g", "3f2c0a526a7e4b0e9d0a1c9f0b6f8f11"])
    func noLineages(text: String) { #expect(!Lineage.isValid(text)) }

    private static let byServer = ClusterIdentity(server: "https://a:6443", certificateAuthorityHash: "12")
    private static let byUID = ClusterIdentity(uid: "1", server: "https://a:6443", certificateAuthorityHash: "12")

    @Test(arguments: [
        (byUID, ClusterIdentity(uid: "1", server: "https://moved:6443"), true),
        (byUID, ClusterIdentity(uid: "2", server: "https://a:6443", certificateAuthorityHash: "12"), false),
        (byUID, byServer, true),
        (byServer, ClusterIdentity(server: "https://b:6443", certificateAuthorityHash: "12"), false),
        (byServer, ClusterIdentity(server: "https://a:6443", certificateAuthorityHash: "34"), false),
        (ClusterIdentity(uid: "1"), byServer, false),
        (ClusterIdentity(), byUID, true),
    ])
    func identities(left: ClusterIdentity, right: ClusterIdentity, expected: Bool) {
        #expect(left.matches(right) == expected)
        #expect(right.matches(left) == expected)
    }
}

struct StateLocationTests {
    @Test func paths() throws {
        #expect(try StateLocation(parsing: "a/state.json").path == "a/state.json")
        #expect(try StateLocation(parsing: "a:b").path == "a:b")
    }

    @Test(arguments: [
        ("", "the state's location is empty"),
        (
            "kubernetes://ns/x",
            "a state in the cluster ('kubernetes://ns/x') is not supported by this version of openmcf"
        ),
        ("s3://bucket/x", "a state cannot be kept at 's3://bucket/x': 's3://' is no known kind of place"),
        ("folder/", "the state's location 'folder/' is a folder"),
    ])
    func refused(text: String, message: String) {
        let error = #expect(throws: StateError.self) { try StateLocation(parsing: text) }
        #expect(error?.code == .unsupportedLocation)
        #expect(error?.message == message)
    }
}
