import Testing
import Values

@testable import Sandbox

/// Events of the core group.
struct EventTests {
    private static let path = "/api/v1/namespaces/default/events"
    private static let other = "/api/v1/namespaces/kube-public/events"

    private static func event(
        _ name: String = "gorse", object: String = "kube-public", _ members: String = "", metadata: String = ""
    ) -> String {
        """
        {"metadata":{"name":"\(name)"\(metadata)},"reason":"Synced","message":" done ","type":"Normal","count":3,\
        "involvedObject":{"kind":"Service","name":"db","namespace":"\(object)","fieldPath":"spec"},\
        "source":{"component":"maker","host":"one"},\
        "firstTimestamp":"2025-12-31T23:00:00Z","lastTimestamp":"2025-12-31T23:59:00Z"\(members)}
        """
    }

    @Test func tablesTellWhatHappenedBeforeTheName() async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            let series = #","series":{"count":7,"lastObservedTime":"2025-12-31T23:58:00.000000Z"}"#
            let newer = #"{"metadata":{"name":"birch"},"involvedObject":{"kind":"Node"}}"#
            for (path, body) in [
                (Self.other, Self.event()), (Self.other, Self.event("heath", series)), (Self.path, newer),
            ] {
                #expect(await api.send("POST", path, body).code == 201)
            }
            let accept = "application/json;as=Table;v=v1;g=meta.k8s.io"
            let table = await api.send("GET", "/api/v1/events", accept: accept)
            let columns = table["columnDefinitions"]?.array ?? []
            #expect(
                columns.map { ($0["name"]?.string ?? "") + ($0["priority"] == 1 ? "*" : "") } == [
                    "Last Seen", "Type", "Reason", "Object", "Subobject*", "Source*", "Message", "First Seen*",
                    "Count*", "Name*",
                ])
            #expect(columns.compactMap { $0["format"]?.string } == Array(repeating: "", count: 9) + ["name"])
            let cells = (table["rows"]?.array ?? []).map { JSONWriter.text($0["cells"] ?? .null) }
            #expect(
                cells == [
                    #"["<unknown>","","","node","","","","<unknown>",1,"birch"]"#,
                    #"["2m30s","Normal","Synced","service/db","spec","maker, one","done","61m",3,"gorse"]"#,
                    #"["3m30s","Normal","Synced","service/db","spec","maker, one","done","61m",7,"heath"]"#,
                ])
        }
    }

    /// An event is about an object of its own namespace, or about one that has none and is itself in `default`.
    @Test(arguments: [
        (path, "default", ""), (path, "", ""), (other, "kube-public", ""),
        (other, "", "involvedObject.namespace: Invalid value: \"\": does not match event.namespace"),
        (path, "elsewhere", "involvedObject.namespace: Invalid value: \"elsewhere\": does not match event.namespace"),
    ])
    func theNamespaceIsThatOfTheObject(_ path: String, _ namespace: String, _ problem: String) async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            let answer = await api.send("POST", path, Self.event(object: namespace))
            #expect(answer.code == (problem.isEmpty ? 201 : 422))
            #expect(answer.message == (problem.isEmpty ? " done " : "Event \"gorse\" is invalid: \(problem)"))
        }
    }

    /// With the time of the newer form the rules of that hold.
    @Test func theNewerFormSaysWhoTellsIt() async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            let time = #","eventTime":"2026-01-01T00:00:00.000000Z""#
            let answer = await api.send("POST", Self.path, Self.event(object: "elsewhere", time))
            #expect(
                answer["details.causes"]?.array?.compactMap { $0["field"]?.string } == [
                    "reportingComponent", "reportingComponent", "reportingComponent", "reportingInstance", "action",
                ])
            let long = String(repeating: "x", count: 129)
            let told = time + #","reportingComponent":"example.com/maker","reportingInstance":"\#(long)","action":"Go""#
            #expect(
                await api.send("POST", Self.path, Self.event(object: "elsewhere", told)).message
                    == "Event \"gorse\" is invalid: reportingInstance: Invalid value: \"\": can have at most 128 characters"
            )
        }
    }

    /// Names need only fit into a path, and metadata count where nothing else is wrong.
    @Test(
        arguments: [
            ("Bad_Name", "", "kube-public", []), ("amber", #","finalizers":["plain"]"#, "kube-public", []),
            ("a/b", "", "kube-public", ["metadata.name"]), ("..", "", "kube-public", ["metadata.name"]),
            ("amber", #","finalizers":["no slash"]"#, "kube-public", ["metadata.finalizers"]),
            ("a/b", "", "elsewhere", ["involvedObject.namespace"]),
        ] as [(String, String, String, [String])])
    func metadataAreHardlyChecked(
        _ name: String, _ metadata: String, _ namespace: String, _ fields: [String]
    ) async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            let answer = await api.send("POST", Self.other, Self.event(name, object: namespace, metadata: metadata))
            #expect(answer.code == (fields.isEmpty ? 201 : 422))
            #expect((answer["details.causes"]?.array ?? []).compactMap { $0["field"]?.string } == fields)
        }
    }

    @Test(arguments: ["Foreground", "Orphan", "Background"])
    func nothingDependsOnAnEvent(_ policy: String) async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            _ = await api.send("POST", Self.other, Self.event())
            let gone = await api.send("DELETE", Self.other + "/gorse?propagationPolicy=" + policy)
            #expect(gone["status"] == "Success")
            #expect(await api.send("GET", Self.other + "/gorse").code == 404)
        }
    }

    /// The object of an event is one thing to its owners.
    @Test func referencesAreOwnedWhole() async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            let made = await api.send("POST", Self.other, Self.event("gorse", #","related":{"kind":"Node"}"#))
            let fields = made["metadata.managedFields[0].fieldsV1"]
            #expect(fields?["f:involvedObject"] == [:])
            #expect(fields?["f:related"] == [:])
            #expect(fields?["f:source"] == ["f:component": [:], "f:host": [:]])
        }
    }
}
