import Testing
import Values

@testable import Sandbox

/// What `resourceVersion` and `resourceVersionMatch` demand of lists and of the reads of one object.
struct ListVersionTests {
    static let tooLarge = "Timeout: Too large resource version: 99999, current: 9"
    static let tooOld = "The resourceVersion for the provided list is too old."

    /// A sandbox that remembers the changes after version 5: `a` comes with 6 and has a label with 7, `b` is from 8 to 9.
    static func api(_ folder: String) async throws -> TestAPI {
        _ = try await TestAPI.open(folder)
        // Opened again, so that nothing before this is remembered.
        let api = try await TestAPI.open(folder)
        _ = await api.create(route("a"))
        _ = await api.send(
            "PATCH", TestAPI.routes + "/a", #"{"metadata":{"labels":{"k":"v"}}}"#,
            contentType: "application/merge-patch+json")
        _ = await api.create(route("b", labels: ["k": "v"]))
        _ = await api.send("DELETE", TestAPI.routes + "/b")
        return api
    }

    /// The versions of the objects in a list.
    static func versions(_ answer: Answered) -> [String] {
        (answer["items"]?.array ?? []).map { item in
            let metadata = item["metadata"]
            return "\(metadata?["name"]?.string ?? "") \(metadata?["resourceVersion"]?.string ?? "")"
        }
    }

    @Test(arguments: [
        ("", ["a 7"], "9"), ("resourceVersion=0", ["a 7"], "9"), ("resourceVersion=2", ["a 7"], "9"),
        ("resourceVersion=9", ["a 7"], "9"), ("resourceVersion=2&resourceVersionMatch=NotOlderThan", ["a 7"], "9"),
        ("resourceVersion=9&resourceVersionMatch=Exact", ["a 7"], "9"),
        ("resourceVersion=8&resourceVersionMatch=Exact", ["a 7", "b 8"], "8"),
        ("resourceVersion=6&resourceVersionMatch=Exact", ["a 6"], "6"),
        ("resourceVersion=5&resourceVersionMatch=Exact", [], "5"),
        ("resourceVersion=6&resourceVersionMatch=Exact&labelSelector=k", [], "6"),
        ("resourceVersion=8&limit=5", ["a 7", "b 8"], "8"),
        ("resourceVersion=8&limit=5&resourceVersionMatch=NotOlderThan", ["a 7"], "9"),
    ])
    func listsShowTheVersionAskedFor(_ query: String, _ expected: [String], _ version: String) async throws {
        try await withTemporaryFolder { folder in
            let answer = try await Self.api(folder).send("GET", TestAPI.routes + "?" + query)
            #expect(answer.code == 200)
            #expect(Self.versions(answer) == expected)
            #expect(answer.version == version)
        }
    }

    @Test(arguments: [
        ("?resourceVersion=99999", 504, tooLarge), ("?resourceVersion=99999&limit=1", 504, tooLarge),
        ("?resourceVersion=99999&resourceVersionMatch=Exact", 504, tooLarge),
        ("?resourceVersion=99999&resourceVersionMatch=NotOlderThan", 504, tooLarge),
        ("?resourceVersion=18446744073709551615", 504, tooLarge.replacing("99999", with: "18446744073709551615")),
        ("?resourceVersion=4&resourceVersionMatch=Exact", 410, tooOld), ("?resourceVersion=4&limit=1", 410, tooOld),
        ("/a?resourceVersion=99999", 504, tooLarge), ("/none?resourceVersion=99999", 504, tooLarge),
        (
            "/a?resourceVersion=abc", 500,
            #"resourceVersion: Invalid value: "abc": strconv.ParseUint: parsing "abc": invalid syntax"#
        ),
    ])
    func versionsThatCannotBeShownAreRefused(_ rest: String, _ code: Int, _ message: String) async throws {
        try await withTemporaryFolder { folder in
            let answer = try await Self.api(folder).send("GET", TestAPI.routes + rest)
            #expect((answer.code, answer.message) == (code, message))
            let details: Value? =
                code == 504
                ? [
                    "causes": [["reason": "ResourceVersionTooLarge", "message": "Too large resource version"]],
                    "retryAfterSeconds": 1,
                ] : nil
            #expect(answer["details"] == details)
        }
    }

    @Test(arguments: ["", "?resourceVersion=0", "?resourceVersion=2", "?resourceVersion=9"])
    func objectsAreNoOlderThanAskedFor(_ query: String) async throws {
        try await withTemporaryFolder { folder in
            let answer = try await Self.api(folder).send("GET", TestAPI.routes + "/a" + query)
            #expect((answer.code, answer.version) == (200, "7"))
        }
    }

    @Test func laterPagesAreOfTheVersionOfTheFirst() async throws {
        try await withTemporaryFolder { folder in
            let api = try await Self.api(folder)
            let first = await api.send("GET", TestAPI.routes + "?resourceVersion=8&limit=1")
            #expect(Self.versions(first) == ["a 7"])
            let token = first["metadata.continue"]?.string ?? ""
            let second = await api.send("GET", TestAPI.routes + "?limit=1&continue=\(token)")
            #expect(Self.versions(second) == ["b 8"])
            #expect((second.version, second["metadata.continue"]) == ("8", ""))
        }
    }

    @Test func aListWhoseVersionIsForgottenGoesOnWithAnotherToken() async throws {
        try await withTemporaryFolder { folder in
            var api = try await TestAPI.open(folder)
            for name in ["a", "b"] { _ = await api.create(route(name)) }
            let first = await api.send("GET", TestAPI.routes + "?limit=1")
            let token = first["metadata.continue"]?.string ?? ""
            _ = await api.create(route("c"))
            api = try await TestAPI.open(folder)
            let late = await api.send("GET", TestAPI.routes + "?limit=1&continue=\(token)")
            #expect((late.code, late["reason"]) == (410, "Expired"))
            #expect(late.message.hasPrefix("The provided continue parameter is too old to display a consistent list"))
            let other = late["metadata.continue"]?.string ?? ""
            let second = await api.send("GET", TestAPI.routes + "?limit=1&continue=\(other)")
            #expect((second.code, Self.versions(second), second.version) == (200, ["b 7"], "8"))
            let rest = second["metadata.continue"]?.string ?? ""
            let third = await api.send("GET", TestAPI.routes + "?limit=1&continue=\(rest)")
            #expect((Self.versions(third), third["metadata.continue"]) == (["c 8"], ""))
        }
    }

    /// Tokens with versions that no page has.
    @Test(arguments: [
        (
            0, 400,
            "invalid continue token: continue key is not valid: incorrect encoded start resourceVersion (version meta.k8s.io/v1)"
        ), (99_999, 504, tooLarge),
    ])
    func noTokenOfOurs(_ version: Int, _ code: Int, _ message: String) async throws {
        try await withTemporaryFolder { folder in
            let token = Base64.encodeURLSafe(Array(#"{"rv":\#(version),"namespace":"default","name":"a"}"#.utf8))
            let answer = try await Self.api(folder).send("GET", TestAPI.routes + "?continue=\(token)")
            #expect((answer.code, answer.message) == (code, message))
        }
    }

    @Test(arguments: [
        ("watch", true), ("watch=", true), ("watch=1", true), ("watch=maybe", true), ("watch=TRUE", true),
        ("watch=0", false), ("watch=false", false), ("watch=False", false), ("", false),
    ])
    func anyValueButTwoAsksForAWatch(_ query: String, _ isWatch: Bool) async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            let request = ServedRequest(
                method: "GET", path: TestAPI.routes.split(separator: "/").map(String.init), query: Query(query),
                accept: "", contentType: "", userAgent: "")
            var warnings: [String] = []
            var isAnswered = false
            if case .watch = await api.server.answer(request, &warnings) { isAnswered = true }
            #expect(isAnswered == isWatch)
        }
    }
}
