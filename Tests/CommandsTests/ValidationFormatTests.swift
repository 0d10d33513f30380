import TestSupport
import Testing
import Values

/// `validate -o sarif|github|junit`: what the tools of a CI system read.
struct ValidationFormatTests {
    static let broken = """
        apiVersion: kubernetes.openmcf.org/v1
        kind: KubernetesTcpRoute
        metadata:
          name: postgres-route
        spec:
          namespace: app-ns
          parentRefs:
            - name: my-gateway
              sectionName: tcp
          rules:
            - backendRefs:
                - name: postgres
                  port: "5432"
                  port: 5433

        """

    /// A folder with a manifest that has an error, one that has none, and one that has a warning.
    static func workspace() throws -> Workspace {
        let workspace = try Workspace()
        try workspace.write("routes/a b.yaml", broken)
        try workspace.addExample("tcproute.yaml")
        try workspace.write("routes/good.yaml", try #require(workspace.read("tcproute.yaml")))
        try workspace.write(
            "routes/label.yaml",
            try #require(workspace.read("tcproute.yaml")).replacing("sectionName: tcp", with: "sectionName: other")
                .replacing(
                    "  name: postgres-route",
                    with: "  name: other-route\n  labels:\n    app.kubernetes.io/managed-by: me"))
        return workspace
    }

    @Test func workflowCommands() async throws {
        let workspace = try Self.workspace()
        let error = """
            ::error file=routes/a b.yaml,line=14,endLine=14,col=11,endColumn=15,title=duplicate-key::the key 'port' is \
            repeated in this mapping%0Anote: the first 'port' is here (routes/a b.yaml:13:11)%0Ahelp: kubectl would \
            silently keep the last one; remove one of the two

            """
        var run = try await workspace.inProcess("validate", "./routes", "-o", "github")
        let commands =
            error + """
                ::warning file=routes/label.yaml,line=8,endLine=8,col=5,endColumn=33,title=reserved-label::the label \
                'app.kubernetes.io/managed-by' is set by openmcf to 'openmcf'; yours is dropped%0Ahelp: use a label of your own
                ::notice title=deprecated-version::Gateway API v1.6 deprecates TCPRoute v1alpha2 in favour of \
                v1%0Ahelp: use --api-version v1 where the cluster serves it; v1 allows one rule per route

                """
        #expect(run.output == commands + "1 error, 1 warning in 2 manifests\n")
        #expect(run.errors == "")
        #expect(run.status == 3)

        run = try await workspace.inProcess("validate", "routes", "-o", "github", "--quiet")
        #expect(run.output == commands)
        run = try await workspace.inProcess("validate", "routes/good.yaml", "-o", "github", "--api-version", "v1")
        #expect(run.output == "1 manifest valid\n")
        #expect(run.status == 0)
    }

    @Test func junit() async throws {
        let workspace = try Self.workspace()
        let failure = """
                  <failure type="duplicate-key" message="the key 'port' is repeated in this mapping">routes/a b.yaml:14:11: \
            error: the key 'port' is repeated in this mapping [duplicate-key]
              14 |           port: 5433
                 |           ^^^^
            routes/a b.yaml:13:11: note: the first 'port' is here
              13 |           port: "5432"
                 |           ^^^^
              help: kubectl would silently keep the last one; remove one of the two
            </failure>

            """
        let suite = """
             name="openmcf validate" tests="3" failures="1" errors="0" skipped="0">

            """
        let start = """
            <?xml version="1.0" encoding="UTF-8"?>
            <testsuites\(suite)  <testsuite\(suite)\
                <testcase classname="openmcf.validate" name="routes/a b.yaml" file="routes/a b.yaml">
            \(failure)    </testcase>
                <testcase classname="openmcf.validate" name="routes/good.yaml" file="routes/good.yaml"/>
                <testcase classname="openmcf.validate" name="routes/label.yaml" file="routes/label.yaml"
            """
        let end = "  </testsuite>\n</testsuites>\n"
        var run = try await workspace.inProcess("validate", "routes", "-o", "junit")
        let report =
            start + """
                >
                      <system-out>routes/label.yaml:8:5: warning: the label 'app.kubernetes.io/managed-by' is set by \
                openmcf to 'openmcf'; yours is dropped [reserved-label]
                  8 |     app.kubernetes.io/managed-by: me
                    |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
                  help: use a label of your own
                </system-out>
                    </testcase>
                    <system-out>note: Gateway API v1.6 deprecates TCPRoute v1alpha2 in favour of v1 [deprecated-version]
                  help: use --api-version v1 where the cluster serves it; v1 allows one rule per route
                </system-out>

                """ + end
        #expect(run.output == report)
        #expect(run.errors == "")
        #expect(run.status == 3)
        run = try await workspace.inProcess("validate", "routes", "-o", "junit", "-q")
        #expect(run.output == report)
    }

    /// A step of a job may run below the folder from which the reports are read.
    @Test(arguments: ["GITHUB_WORKSPACE", "CI_PROJECT_DIR"])
    func pathsAreThoseOfTheCheckout(variable: String) async throws {
        let workspace = try Self.workspace()
        let run = try await workspace.inProcess(
            "validate", "routes/a b.yaml", "-o", "github", environment: [variable: workspace.folder + "/.."])
        #expect(run.output.hasPrefix("::error file=project/routes/a b.yaml,line=14,"), "\(run.testDescription)")
        let elsewhere = try await workspace.inProcess(
            "validate", workspace.folder + "/routes/a b.yaml", "-o", "github", environment: [variable: "/nowhere"])
        #expect(elsewhere.output.hasPrefix("::error file=routes/a b.yaml,line=14,"), "\(elsewhere.testDescription)")
    }

    // MARK: Failures

    private static let failures: [(arguments: [String], message: String)] = [
        (["validate"], "no manifest was given"),
        (["validate", "a.yaml", "--gateway-api", "v9"], "'v9' is no known release and channel of Gateway API"),
        (["validate", "a.yaml", "--set", "nothing"], "an argument of --set cannot be used"),
        (["validate", "a.yaml", "--nope"], "Unknown option '--nope'"),
        (["validate-manifest", "a.yaml", "-q", "-v"], "--quiet and --verbose exclude each other"),
    ]

    @Test(arguments: failures)
    func aFailureIsAReportAsWell(arguments: [String], message: String) async throws {
        let workspace = try Workspace()
        func run(_ format: String) async throws -> Run {
            let run = try await workspace.inProcess(arguments + ["-o", format])
            #expect(run.errors.contains(message), "\(run.testDescription)")
            #expect(run.status == 64)
            return run
        }
        #expect(try await run("json").json["error"]?["code"] == "usage")
        let sarif = try await run("sarif").json["runs"]?.array?.first
        let invocation = sarif?["invocations"]?.array?.first
        #expect(invocation?["executionSuccessful"] == false)
        #expect(invocation?["exitCode"] == 64)
        let notification = invocation?["toolExecutionNotifications"]?.array?.first
        #expect(notification?["descriptor"]?["id"] == "usage")
        #expect(notification?["message"]?["text"]?.string?.contains(message) == true)
        let count = arguments.contains("--set") ? 1 : 0
        #expect(sarif?["results"]?.array?.count == count)

        let commands = try await run("github").output.split(separator: "\n")
        #expect(commands.count == 1 + count)
        #expect(commands.last?.hasPrefix("::error title=usage::\(message)") == true)

        let junit = try await run("junit").output
        #expect(junit.contains(" tests=\"1\" failures=\"0\" errors=\"1\" skipped=\"0\">"))
        #expect(junit.contains("      <error type=\"usage\" message=\"\(message)"))
    }

    @Test func inputsThatCannotBeReadAreResults() async throws {
        let workspace = try Workspace()
        try workspace.write("empty/notes.txt", "")
        let commands = try await workspace.inProcess("validate", "none.yaml", "empty", "-o", "github").output
        #expect(
            commands == """
                ::error file=none.yaml,title=unreadable-file::the file cannot be read: No such file or directory%0Ahelp: \
                check the path; it is relative to the current directory
                ::error file=empty,title=no-manifests::the directory has no manifests (*.yaml, *.yml, *.json) of its \
                own%0Ahelp: use -R to read the directories in it too
                2 errors

                """)
        let junit = try await workspace.openmcf("validate", "-f", "-", "-o", "junit", input: "").output
        #expect(junit.contains("<testcase classname=\"openmcf.validate\" name=\"&lt;stdin&gt;\">"))
        #expect(junit.contains("tests=\"1\" failures=\"1\""))
        let sarif = try await workspace.openmcf("validate", "-f", "-", "-o", "sarif", input: "").json
        let result = sarif["runs"]?.array?.first?["results"]?.array?.first
        #expect(
            result?["locations"]?.array?.first?["physicalLocation"]?["artifactLocation"]
                == ["uri": "%3Cstdin%3E"])
    }

    @Test(arguments: [["plan", "--offline"], ["render"], ["outputs"], ["version"]])
    func otherCommandsHaveTextAndJSON(arguments: [String]) async throws {
        let run = try await Workspace().inProcess(arguments + ["-o", "sarif"])
        #expect(run.errors.contains("The value 'sarif' is invalid"), "\(run.testDescription)")
        #expect(run.output == "")
        #expect(run.status == 64)
    }

    /// A value from a manifest cannot break out of a report.
    @Test(.enabled(if: Tools.python != nil, "needs python3"))
    func hostileValuesStayInTheirPlace() async throws {
        let workspace = try Workspace()
        let value = "\\x01\\x1b[2J\\uFFFE]]><x a='\\\"'>&amp;\\n::stop-commands::x\\r\\n%0A[a](http://example.com)"
        try workspace.write(
            "routes/<&\">.yaml", Self.broken.replacing("namespace: app-ns", with: "namespace: \"\(value)\""))
        let junit = try await workspace.inProcess("validate", "routes", "-o", "junit").output
        try workspace.write("report.xml", junit)
        let script = """
            import xml.etree.ElementTree
            root = xml.etree.ElementTree.parse("report.xml").getroot()
            print([element.tag for element in root.iter()], root.find(".//testcase").get("name"))
            """
        let run = try await workspace.run(try #require(Tools.python), ["-c", script])
        #expect(
            run.output == "['testsuites', 'testsuite', 'testcase', 'failure'] routes/<&\">.yaml\n",
            "\(run.testDescription)\(junit)")

        let commands = try await workspace.inProcess("validate", "routes", "-o", "github", "-q").output
        #expect(commands.split(separator: "\n").allSatisfy { $0.hasPrefix("::error file=routes/<&\">.yaml,line=") })
        let sarif = try await workspace.inProcess("validate", "routes", "-o", "sarif").json
        let texts = (sarif["runs"]?.array?.first?["results"]?.array ?? []).compactMap { $0["message"]?["text"]?.string }
        #expect(!texts.isEmpty && !texts.contains { $0.contains("](http") })
    }
}
