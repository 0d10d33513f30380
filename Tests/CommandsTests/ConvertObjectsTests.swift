import TestSupport
import Testing
import Values

/// Objects as servers return them, on their way to manifests.
struct ConvertObjectsTests {
    private static let twoRules = ConvertFilesTests.route("pg", "db", rules: 2)

    /// A server returns a route in the version that it prefers, also one that this version does not allow.
    @Test(arguments: [
        ([], 2, 1), (["--skip"], 2, 1), (["--to", "v1"], 1, 1), (["--to", "v1", "--split"], 1, 2),
        (["--api-version", "v1alpha2"], 2, 1),
    ])
    func theVersionOfAnObjectLimitsNothing(flags: [String], rules: Int, manifests: Int) async throws {
        let workspace = try Workspace()
        try workspace.write("two.yaml", Self.twoRules)
        let run = try await workspace.inProcess(["convert", "two.yaml", "-o", "json"] + flags)
        #expect(run.status == 0, "\(run.testDescription)")
        let found = try #require(try run.json["manifests"]?.array)
        #expect(found.count == manifests)
        #expect(found.first?["spec"]?["rules"]?.array?.count == rules)
    }

    /// Other commands send the object as it is.
    @Test(arguments: [["validate", "two.yaml", "-q"], ["convert", "two.yaml", "--api-version", "v1"]])
    func whereTheVersionCountsTheWayOutIsNamed(arguments: [String]) async throws {
        let workspace = try Workspace()
        try workspace.write("two.yaml", Self.twoRules)
        let run = try await workspace.inProcess(arguments)
        let said = run.output + run.errors
        #expect(
            said.contains(
                "two.yaml:5:15: error: rules may have at most 1 element in TCPRoute v1, but has 2 [list-length]"))
        #expect(
            said.contains(
                "help: split the route, each rule in a manifest of its own, as 'openmcf convert --to v1 --split' does\n"
            ))
        #expect(run.status == 3)
    }

    /// No version in the output, so nothing of versions in what is said; nothing of traffic either.
    @Test(arguments: [[], ["-v"]])
    func onlyErrorsAreToldOfAFailure(flags: [String]) async throws {
        let workspace = try Workspace()
        try workspace.write(
            "bad.yaml",
            ConvertFilesTests.route("ok", "db")
                + ConvertFilesTests.route("bad", "db").replacing("port: 1", with: "port: 0"))
        let run = try await workspace.inProcess(["convert", "bad.yaml"] + flags)
        #expect(
            run.errors == """
                bad.yaml:10:47: error: port must be at least 1, not 0 [out-of-range]
                  10 | spec: {rules: [{backendRefs: [{name: x, port: 0}]}]}
                     |                                               ^
                  help: allowed is 1 to 65535

                error: the manifests have an error

                """, "\(run.testDescription)")
        #expect(run.status == 3)
    }

    @Test func whatIsInvalidCanBeSkipped() async throws {
        let workspace = try Workspace()
        try workspace.write(
            "bad.yaml",
            ConvertFilesTests.route("ok", "db")
                + ConvertFilesTests.route("bad", "db").replacing("port: 1", with: "port: 0, weigth: 1")
                    + """
                    ---
                    apiVersion: route.openshift.io/v1
                    kind: Route
                    metadata: {name: os, namespace: db}
                    spec: {to: {name: x, weight: 300}, port: {targetPort: 1}}

                    """)
        let run = try await workspace.inProcess("convert", "bad.yaml", "--skip")
        #expect(run.status == 0, "\(run.testDescription)")
        #expect(
            run.output.contains("name: ok") && !run.output.contains("name: bad") && !run.output.contains("name: os"))
        #expect(
            run.errors.split(separator: "\n").filter { $0.contains("warning: ") } == [
                "bad.yaml:10:47: warning: left out: port must be at least 1, not 0 [out-of-range]",
                "bad.yaml:10:50: warning: left out: backendRefs[0] has no field 'weigth' [unknown-field]",
                "bad.yaml:15:30: warning: left out: weight must be at most 256, not 300 [out-of-range]",
            ])
        let nothing = try await workspace.inProcess(
            "convert", "bad.yaml", "--skip", "--set", "spec.rules[0].backendRefs[0].port=0", "-o", "json")
        #expect(try nothing.json["manifests"] == [], "\(nothing.testDescription)")
    }

    /// Of a live route there is no file: it is named, with the field.
    @Test func liveRoutesAreNamed() async throws {
        let workspace = try Workspace()
        let objects =
            ConvertFilesTests.route("pg", "db", rules: 2, version: "v1alpha2")
            .replacing("name: pg,", with: "name: pg, generateName: p, labels: {app.kubernetes.io/name: mine},")
            + ConvertFilesTests.route("owned", "db").replacing(
                "name: owned,", with: "name: owned, finalizers: [a.b/c],")
        try await ForegroundSandbox.run(["-f", "objects.yaml"], files: ["objects.yaml": objects]) { sandbox in
            let live = ["convert", "--live", "-A", "--server", sandbox.url]
            var run = try await workspace.inProcess(live)
            #expect(
                run.errors.contains(
                    "db/owned, metadata.finalizers: error: a KubernetesTcpRoute has no place for metadata.finalizers "
                        + "[no-place-in-manifest]\n  help: "), "\(run.testDescription)")
            #expect(!run.errors.contains("deprecated-version") && !run.errors.contains("no-parent"))
            #expect(run.status == 3)
            run = try await workspace.inProcess(live + ["--skip", "--to", "v1"])
            #expect(run.status == 0, "\(run.testDescription)")
            #expect(run.output.contains("  name: pg\n") && !run.output.contains("generateName"))
            #expect(run.errors.contains("metadata.generateName"))
            #expect(
                run.errors.contains(
                    #"db/pg, metadata.labels["app.kubernetes.io/name"]: warning: the label app.kubernetes.io/name will be"#
                ))
            #expect(
                run.errors.contains(
                    "db/pg, spec.rules[1]: warning: rules[1] (x:1) is left out: it served nothing, the first rule takes "
                        + "every connection [lost-in-conversion]\n  help: with --split"))
            let json = try await workspace.inProcess(live + ["--skip", "--to", "v1", "-o", "json"]).json
            let lost = json["diagnostics"]?.array?.first { $0["code"] == "lost-in-conversion" }
            #expect(lost?["resource"] == "db/pg")
            #expect(lost?["path"] == "spec.rules[1]")
            #expect(lost?["file"] == nil && lost?["range"] == nil)
        }
    }

    @Test(arguments: [
        ([], true), (["--to", "v1"], true), (["--to", "v1", "--split"], false),
    ])
    func aGatewayForNothingIsTold(flags: [String], isTold: Bool) async throws {
        let workspace = try Workspace()
        try workspace.write("two.yaml", Self.twoRules)
        let run = try await workspace.inProcess(["convert", "two.yaml", "--gateway", "infra/edge"] + flags)
        let sentence =
            "No route refers to the Gateway 'edge' by --gateway, which is for Routes of OpenShift and for what --split makes "
            + "of further rules: the other routes keep their parentRefs\n"
        #expect(run.errors.contains(sentence) == isTold, "\(run.testDescription)")
    }

    /// As `kubectl get --raw` prints, in every command.
    @Test(arguments: ["convert", "render", "validate", "plan --offline"])
    func listsOfServersAreRead(command: String) async throws {
        let workspace = try Workspace()
        try workspace.write(
            "list.json",
            #"""
            {"kind": "TCPRouteList", "apiVersion": "gateway.networking.k8s.io/v1", "metadata": {"resourceVersion": "7"},
             "items": [
              {"metadata": {"name": "one", "namespace": "db"}, "spec": {"rules": [{"backendRefs": [{"name": "x", "port": 1}]}]}},
              {"apiVersion": "gateway.networking.k8s.io/v1", "kind": "TCPRoute",
               "metadata": {"name": "two", "namespace": "db"}, "spec": {"rules": [{"backendRefs": [{"name": "x", "port": 1}]}]}}
             ]}
            """#)
        let run = try await workspace.inProcess(command.split(separator: " ").map(String.init) + ["list.json"])
        #expect(run.status == 0, "\(run.testDescription)")
        let said = run.output + run.errors
        #expect(said.contains(command == "validate" ? "2 manifests" : "two"), "\(run.testDescription)")
    }

    /// Nothing that somebody wrote goes without a word; what openmcf itself put there does.
    @Test func annotationsThatAreNotCarriedAreTold() async throws {
        let workspace = try Workspace()
        try workspace.write(
            "a.yaml",
            """
            apiVersion: gateway.networking.k8s.io/v1alpha2
            kind: TCPRoute
            metadata:
              name: pg
              namespace: db
              annotations: {a: b, openmcf.org/stack: s, planton.dev/x: "1"}
            spec:
              parentRefs: [{name: gw}]
              rules: [{backendRefs: [{name: pg, port: 1}]}]
            """)
        let run = try await workspace.inProcess(["convert", "a.yaml", "-o", "json"])
        #expect(run.status == 0, "\(run.testDescription)")
        #expect(try run.json["manifests"]?.array?.first?["metadata"]?["annotations"] == ["a": "b"])
        #expect(
            try run.json["diagnostics"]?.array?.compactMap { $0["message"]?.string } == [
                "the annotation 'planton.dev/x' is left out: openmcf carries none of this domain over to TCPRoutes"
            ])
    }
}
