import TestSupport
import Testing
import Values

@testable import KubernetesClient

/// What each verb sends, and what it makes of the answers that API servers do not give.
struct VerbTests {
    typealias Call = @Sendable (KubernetesClient) async throws -> Void

    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let call: Call
        var reply: Value = routeObject
        let line: String
        var type: String?
        var body = ""
    }

    static let strict = "fieldManager=openmcf&fieldValidation=Strict"
    static let collection = "/apis/gateway.networking.k8s.io/v1alpha2/namespaces/db/tcproutes"
    static let list: Value = ["kind": "TCPRouteList", "items": [], "metadata": ["resourceVersion": "7"]]
    static let object = JSONWriter.text(routeObject)

    static let reading: [Case] = [
        Case(
            testDescription: "get",
            call: { _ = try await $0.get(routes, namespace: "db", name: "pg") }, line: "GET \(routePath)"),
        Case(
            testDescription: "get status",
            call: { _ = try await $0.get(routes, namespace: "db", name: "pg", subresource: .status) },
            line: "GET \(routePath)/status"),
        Case(
            testDescription: "list in all namespaces, by labels and fields",
            call: {
                _ = try await $0.list(
                    routes, matching: ObjectSelection(labels: "a in (b,c)", fields: "metadata.name!=x"))
            }, reply: list,
            line: "GET /apis/gateway.networking.k8s.io/v1alpha2/tcproutes?limit=2000&labelSelector=a%20in%20%28b%2Cc%29"
                + "&fieldSelector=metadata.name%21%3Dx"),
        Case(
            testDescription: "page",
            call: { _ = try await $0.page(routes, namespace: "db", limit: 3, from: "a/b") }, reply: list,
            line: "GET \(collection)?limit=3&continue=a%2Fb"),
    ]

    static let writing: [Case] = [
        Case(
            testDescription: "create",
            call: {
                _ = try await $0.create(routes, namespace: "db", object: routeObject, WriteOptions(dryRun: true))
            },
            line: "POST \(collection)?\(strict)&dryRun=All", type: "application/json", body: object),
        Case(
            testDescription: "replace",
            call: { _ = try await $0.replace(routes, namespace: "db", name: "pg", object: routeObject) },
            line: "PUT \(routePath)?\(strict)", type: "application/json", body: object),
        Case(
            testDescription: "replace status",
            call: {
                _ = try await $0.replace(
                    routes, namespace: "db", name: "pg", subresource: .status, object: routeObject,
                    WriteOptions(fieldManager: "controller"))
            },
            line: "PUT \(routePath)/status?fieldManager=controller&fieldValidation=Strict", type: "application/json",
            body: object),
        Case(
            testDescription: "merge patch of status",
            call: {
                _ = try await $0.patch(
                    routes, namespace: "db", name: "pg", subresource: .status, .merge(["status": ["parents": []]]))
            },
            line: "PATCH \(routePath)/status?\(strict)", type: "application/merge-patch+json",
            body: #"{"status":{"parents":[]}}"#),
        Case(
            testDescription: "JSON patch",
            call: {
                _ = try await $0.patch(
                    routes, namespace: "db", name: "pg", .json([["op": "remove", "path": "/metadata/labels"]]))
            },
            line: "PATCH \(routePath)?\(strict)", type: "application/json-patch+json",
            body: #"[{"op":"remove","path":"/metadata/labels"}]"#),
        Case(
            testDescription: "apply by force",
            call: {
                _ = try await $0.patch(routes, namespace: "db", name: "pg", .apply(routeObject, force: true))
            },
            line: "PATCH \(routePath)?\(strict)&force=true", type: "application/apply-patch+yaml", body: object),
        Case(
            testDescription: "delete with all options",
            call: {
                let options = DeletionOptions(
                    uid: "u1", resourceVersion: "7", propagation: .foreground, gracePeriod: 5, dryRun: true)
                _ = try await $0.delete(routes, namespace: "db", name: "pg", options)
            },
            line: "DELETE \(routePath)", type: "application/json",
            body: """
                {"apiVersion":"v1","kind":"DeleteOptions","preconditions":{"uid":"u1","resourceVersion":"7"},\
                "propagationPolicy":"Foreground","gracePeriodSeconds":5,"dryRun":["All"]}
                """),
        Case(
            testDescription: "delete a collection",
            call: {
                try await $0.deleteCollection(
                    routes, namespace: "db", matching: ObjectSelection(labels: "a=b"),
                    DeletionOptions(propagation: .orphan))
            }, reply: list,
            line: "DELETE \(collection)?labelSelector=a%3Db", type: "application/json",
            body: #"{"apiVersion":"v1","kind":"DeleteOptions","propagationPolicy":"Orphan"}"#),
    ]

    @Test(arguments: reading + writing)
    func sends(_ example: Case) async throws {
        try await ScriptedServer.run([.json(example.reply)]) { server in
            try await server.withClient { try await example.call($0) }
            let request = try #require(server.requests.first)
            #expect(request.line == example.line)
            #expect(request.headers["content-type"] == example.type)
            #expect(request.body == example.body)
            #expect(request.headers["accept"] == "application/json")
        }
    }

    /// An answer that does not show the object proves nothing, so that the write is in doubt.
    @Test(arguments: writing.filter { !$0.testDescription.hasPrefix("delete") })
    func anAnswerAboutAnotherObjectIsNone(_ example: Case) async throws {
        try await ScriptedServer.run([.json(["kind": "TCPRoute", "metadata": ["name": "other"]])]) { server in
            let error = await #expect(throws: KubernetesError.self) {
                try await server.withClient { try await example.call($0) }
            }
            #expect(error?.code == .notKubernetes)
            #expect(error?.isInDoubt == true)
        }
    }

    struct Refused: CustomTestStringConvertible, Sendable {
        let status: Int
        let reason: String
        let code: KubernetesError.Code
        var testDescription: String { "\(status) \(reason)" }
    }

    @Test(arguments: [
        Refused(status: 403, reason: "Forbidden", code: .forbidden),
        Refused(status: 404, reason: "NotFound", code: .notFound),
        Refused(status: 409, reason: "Conflict", code: .conflict),
        Refused(status: 409, reason: "AlreadyExists", code: .alreadyExists),
        Refused(status: 415, reason: "UnsupportedMediaType", code: .refused),
        Refused(status: 422, reason: "Invalid", code: .invalid),
    ])
    func refusalsAreTyped(_ refused: Refused) async throws {
        let reply = Reply.failure(refused.status, refused.reason, "no", details: ["name": "pg", "kind": "tcproutes"])
        for example in Self.writing where !example.testDescription.hasPrefix("delete") || refused.status != 404 {
            try await ScriptedServer.run([reply]) { server in
                let error = await #expect(throws: KubernetesError.self, "\(example.testDescription)") {
                    try await server.withClient { try await example.call($0) }
                }
                #expect(error?.code == refused.code, "\(example.testDescription)")
                #expect(error?.isInDoubt == false, "\(example.testDescription)")
            }
        }
    }

    /// What would be carried out twice is not sent again once the server may have acted on it.
    @Test(arguments: [
        ("create", 1), ("JSON patch", 1), ("delete a collection", 1), ("replace", 2), ("merge patch of status", 2),
        ("delete with all options", 2),
    ])
    func isSentAgainOnlyWhereThatIsHarmless(_ name: String, _ count: Int) async throws {
        let example = try #require(Self.writing.first { $0.testDescription == name })
        let reply: Reply =
            name == "delete with all options"
            ? .json(["kind": "Status", "status": "Success", "details": ["name": "pg"]]) : .json(example.reply)
        try await ScriptedServer.run([.reset, reply]) { server in
            _ = try? await server.withClient { try await example.call($0) }
            #expect(server.requests.count == count)
        }
    }

    /// What is deleted is told as a list, or not at all.
    @Test(
        arguments: [
            (["items": [["metadata": ["name": "a"]], ["metadata": ["name": "b"]]]], 2),
            (["kind": "Status", "status": "Success"], 0),
        ] as [(Value, Int)])
    func deletedCollection(_ answer: Value, _ count: Int) async throws {
        try await ScriptedServer.run([.json(answer)]) { server in
            let deleted = try await server.withClient { try await $0.deleteCollection(routes, namespace: "db") }
            #expect(deleted.count == count)
        }
    }

    @Test func aCollectionThatIsAnsweredWithSomethingElseIsInDoubt() async throws {
        try await ScriptedServer.run([.json(["welcome": true])]) { server in
            let error = await #expect(throws: KubernetesError.self) {
                try await server.withClient { try await $0.deleteCollection(routes, namespace: "db") }
            }
            #expect(error?.message.hasSuffix("with something else than the object: it is no list") == true)
            #expect(error?.isInDoubt == true)
        }
    }
}

/// Lists and watches of servers that do not keep to the rules.
struct ListingTests {
    @Test func aListThatEndsEarlyIsNone() async throws {
        let page: Value = [
            "items": [["n": 1]], "metadata": ["resourceVersion": "7", "remainingItemCount": 4, "continue": ""],
        ]
        try await ScriptedServer.run([.json(page)]) { server in
            let error = await #expect(throws: KubernetesError.self) {
                try await server.withClient { try await $0.list(routes, namespace: "db") }
            }
            #expect(
                error?.message == """
                    \(server.url) is no Kubernetes API server: of its answer to GET \(VerbTests.collection), the list \
                    ends early: it says that 4 more follow, and not how to ask
                    """)
        }
    }

    @Test func anAnswerThatIsCutOffIsNoShorterList() async throws {
        try await ScriptedServer.run([.cutOff]) { server in
            let error = await #expect(throws: KubernetesError.self) {
                try await server.withClient { try await $0.list(routes, namespace: "db") }
            }
            #expect(error?.code == .connectionLost)
        }
    }

    @Test func anEmptyListMayBeNull() async throws {
        try await ScriptedServer.run([.json(["items": .null, "metadata": ["resourceVersion": "7"]])]) { server in
            let list = try await server.withClient { try await $0.list(routes, namespace: "db") }
            #expect(list.items.isEmpty)
            #expect(list.resourceVersion == "7")
        }
    }

    /// Versions are the server's own texts: nothing is made of them.
    @Test func versionsThatAreNoNumbersAreGivenBack() async throws {
        let event = #"{"type":"MODIFIED","object":{"metadata":{"name":"pg","resourceVersion":"v~2/ü"}}}"# + "\n"
        let list: Value = ["items": [], "metadata": ["resourceVersion": "one&two"]]
        try await ScriptedServer.run([.json(list), .answer(200, event)]) { server in
            let version = try await server.withClient { client in
                let list = try await client.list(routes, namespace: "db")
                return try await client.watch(routes, namespace: "db", from: list.resourceVersion) { _ in }
            }
            #expect(version == "v~2/ü")
            #expect(
                server.lines.last
                    == "GET \(VerbTests.collection)?watch=true&allowWatchBookmarks=true&resourceVersion=one%26two"
                    + "&timeoutSeconds=60")
        }
    }

    @Test func aWatchThatNeverSendsEnds() async throws {
        var options = quickOptions
        options.watchSilence = .milliseconds(100)
        try await ScriptedServer.run([.hang]) { server in
            let error = await #expect(throws: KubernetesError.self) {
                try await server.withClient(options: options) {
                    _ = try await $0.watch(routes, namespace: "db", from: "1") { _ in }
                }
            }
            #expect(error?.code == .timedOut)
        }
    }

    /// Bookmarks move the moment, an orderly end is taken up there, and 410 begins anew with a list.
    @Test func followingGoesOn() async throws {
        let bookmark = #"{"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"20"}}}"# + "\n"
        let gone = #"{"type":"ERROR","object":{"kind":"Status","code":410,"message":"too old"}}"# + "\n"
        let removed = #"{"type":"DELETED","object":{"metadata":{"name":"pg","resourceVersion":"31"}}}"# + "\n"
        let replies: [Reply] = [
            .answer(200, bookmark), .answer(200, gone), .json(["items": [], "metadata": ["resourceVersion": "30"]]),
            .answer(200, removed), .failure(403, "Forbidden", "no more"),
        ]
        try await ScriptedServer.run(replies) { server in
            let error = await #expect(throws: KubernetesError.self) {
                try await server.withClient { client in
                    try await client.follow(
                        routes, namespace: "db", matching: .name("pg"), from: "10",
                        list: { () async throws(KubernetesError) in
                            try await client.list(routes, namespace: "db").resourceVersion
                        }, onEvent: { _ in })
                }
            }
            #expect(error?.code == .forbidden)
            let versions = server.lines.map { line in
                line.split(separator: "&").first { $0.hasPrefix("resourceVersion=") }.map(String.init) ?? "list"
            }
            #expect(
                versions == [
                    "resourceVersion=10", "resourceVersion=20", "list", "resourceVersion=30", "resourceVersion=31",
                ])
            #expect(server.lines.first?.hasSuffix("&fieldSelector=metadata.name%3Dpg") == true)
        }
    }

    @Test func tablesAreAskedForAsKubectlDoes() async throws {
        let table: Value = [
            "kind": "Table", "metadata": ["resourceVersion": "7"],
            "columnDefinitions": [["name": "Name", "priority": 0], ["name": "Parents", "priority": 1]],
            "rows": [["cells": ["pg", 2], "object": ["metadata": ["name": "pg", "namespace": "db"]]]],
        ]
        try await ScriptedServer.run([.json(table)]) { server in
            let table = try await server.withClient { try await $0.table(routes, namespace: "db") }
            #expect(table.columns == [ObjectTable.Column("Name"), ObjectTable.Column("Parents", isWide: true)])
            #expect(table.rows.map(\.cells) == [["pg", 2]])
            #expect(table.rows.first?.metadata["namespace"] == "db")
            #expect(table.resourceVersion == "7")
            #expect(
                server.requests.first?.headers["accept"]
                    == "application/json;as=Table;v=v1;g=meta.k8s.io,application/json")
        }
    }

    @Test(
        arguments: [
            (["items": [["metadata": ["name": "pg", "creationTimestamp": "1970-01-01T00:00:00Z"]]]], "65m"),
            (["kind": "TCPRoute", "metadata": ["name": "pg"]], "<unknown>"),
        ] as [(Value, String)])
    func aServerWithoutTablesGivesNamesAndAges(_ answer: Value, _ age: String) {
        let table = ObjectTable(answer, now: 3900)
        #expect(table.columns.map(\.name) == ["Name", "Age"])
        #expect(table.rows.map(\.cells) == [["pg", .string(age)]])
    }
}
