import Testing
import Values

@testable import Sandbox

/// What `metadata.resourceVersion` in a request demands of the stored object, and which versions objects get.
struct VersionTests {
    static let path = TestAPI.routes + "/db"
    static let mustBeSpecified =
        #"tcproutes.gateway.networking.k8s.io "db" is invalid: metadata.resourceVersion: Invalid value: 0: must be specified for an update"#
    static let isModified =
        #"Operation cannot be fulfilled on tcproutes.gateway.networking.k8s.io "db": the object has been modified; please apply your changes to the latest version and try again"#

    enum Write: CaseIterable {
        case apply, mergePatch, replace

        func send(_ version: String, port: Int64 = 5433, _ parameters: String = "", to api: TestAPI) async -> Answered {
            var object = route(port: port)
            object.withMember("metadata") { $0?.set("resourceVersion", .string(version)) }
            let text = JSONWriter.text(object)
            switch self {
            case .apply: return await api.apply(object, as: "m", "&force=true" + parameters)
            case .mergePatch:
                return await api.send("PATCH", path, text, contentType: "application/merge-patch+json")
            case .replace: return await api.send("PUT", path, text)
            }
        }
    }

    @Test(arguments: Write.allCases)
    func updatesNameTheStoredVersion(_ write: Write) async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            let created = await api.apply(route(), as: "m")
            let refusals: [(String, Int, String)] = [
                ("0", 422, Self.mustBeSpecified), ("", 422, Self.mustBeSpecified),
                ("1", 409, Self.isModified), ("7", 409, Self.isModified),
                ("abc", 500, #"strconv.ParseUint: parsing "abc": invalid syntax"#),
                ("-1", 500, #"strconv.ParseUint: parsing "-1": invalid syntax"#),
                (
                    "99999999999999999999", 500,
                    #"strconv.ParseUint: parsing "99999999999999999999": value out of range"#
                ),
            ]
            for (version, code, message) in refusals {
                let answer = await write.send(version, to: api)
                #expect((answer.code, answer.message) == (code, message), "version '\(version)'")
            }
            #expect(await api.send("GET", Self.path).text == created.text)
            #expect(await write.send(created.version, to: api).code == 200)
        }
    }

    @Test func anApplyThatNamesVersionOneOnlyCreates() async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            let dry = await Write.apply.send("1", "&dryRun=All", to: api)
            #expect((dry.code, dry.version) == (201, "1"))
            #expect(await api.send("GET", Self.path).code == 404)
            let created = await Write.apply.send("1", to: api)
            #expect((created.code, created.version) == (201, "6"))
            #expect(created["metadata.managedFields[0].fieldsV1"] == ["f:spec": ["f:rules": [:]]])
            #expect(await Write.apply.send("1", "&dryRun=All", to: api).code == 409)
            #expect(await Write.apply.send("1", to: api).code == 409)
            #expect(await api.send("GET", Self.path).text == created.text)
        }
    }

    @Test(arguments: [("0", 201), ("7", 201), ("", 201), ("abc", 500)])
    func anyNumberCreatesByApply(_ version: String, _ code: Int) async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            #expect(await Write.apply.send(version, to: api).code == code)
            #expect(await api.send("GET", Self.path).code == (code == 201 ? 200 : 404))
        }
    }

    /// A namespace may be updated whatever its version is.
    @Test(arguments: [("0", 200), ("", 200), ("1", 409)])
    func namespacesNeedNoVersion(_ version: String, _ code: Int) async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            let body =
                #"{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"default","resourceVersion":"\#(version)"}}"#
            #expect(await api.send("PUT", "/api/v1/namespaces/default", body).code == code)
        }
    }

    @Test func anotherIdentityIsToldTwice() async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            _ = await api.apply(route(), as: "m")
            var other = route()
            other.withMember("metadata") { $0?.set("uid", "11111111-2222-3333-4444-555555555555") }
            let answer = await api.apply(other, as: "m")
            #expect(
                answer.message
                    == #"TCPRoute.gateway.networking.k8s.io "db" is invalid: metadata.uid: Invalid value: "11111111-2222-3333-4444-555555555555": field is immutable"#
            )
            #expect(answer["details.causes"]?.array?.count == 2)
        }
    }

    @Test func noObjectGetsVersionOne() async throws {
        try await withTemporaryFolder { folder in
            let namespaces = try await TestAPI.open(folder).send("GET", "/api/v1/namespaces")
            let versions = namespaces["items"]?.array?.map { $0["metadata"]?["resourceVersion"]?.string }
            #expect(versions == ["2", "3", "4", "5"])
        }
    }

    @Test func dataOfAnEarlierVersionIsRead() async throws {
        try await withTemporaryFolder { folder in
            let journal = StoreJournal.journalPath(folder)
            try overwrite(journal, with: Array((earlierData + "\n").utf8))
            let api = try await TestAPI.open(folder)
            #expect(await api.send("GET", "/api/v1/namespaces/default").version == "1")
            let kept = await api.send("GET", Self.path)
            #expect(kept["metadata.uid"] == "5a796010-a98f-4451-90ca-34bee960b34b")
            #expect(kept.version == "5")
            let updated = await Write.apply.send("5", to: api)
            #expect((updated.code, updated.version) == (200, "6"))
            #expect(try await TestAPI.open(folder).send("GET", Self.path).text == updated.text)
        }
    }
}
