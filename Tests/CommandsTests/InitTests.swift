import FoundationEssentials
import TestSupport
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A first manifest, from nothing to an applied route.
struct InitTests {
    @Test func fromNothingToAnAppliedRoute() async throws {
        let workspace = try Workspace()
        let run = try await workspace.openmcf("init")
        #expect(run.output == "")
        #expect(
            run.errors == """
                Wrote tcproute.yaml. Edit it, check it, and try it without a cluster:
                  openmcf validate -f tcproute.yaml
                  openmcf apply -f tcproute.yaml --sandbox
                'openmcf explain' documents every field.

                """)
        #expect(run.status == 0)
        #expect(workspace.files == ["tcproute.yaml"])
        let validation = try await workspace.succeed("validate", "-f", "tcproute.yaml", "--api-version", "v1")
        #expect(validation.output == "1 manifest valid\n")
        try await workspace.succeed("apply", "-f", "tcproute.yaml", "--sandbox")
        let outputs = try await workspace.succeed("outputs", "my-route", "-o", "json")
        #expect(outputs.output == "{\"routeName\":\"my-route\",\"namespace\":\"default\"}\n")
    }

    @Test func flags() async throws {
        let workspace = try Workspace()
        let arguments = [
            "init", "-", "--name", "postgres-route", "--namespace", "app-ns", "--gateway", "edge",
            "--gateway-namespace", "gateways", "--listener", "pg", "--backend", "postgres", "--port", "5432",
        ]
        let run = try await workspace.inProcess(arguments)
        #expect(run.errors == "")
        #expect(workspace.files == [])
        let fields = run.output.split(separator: "\n").filter { !$0.contains("#") }.joined(separator: "\n")
        #expect(
            fields == """
                apiVersion: kubernetes.openmcf.org/v1
                kind: KubernetesTcpRoute
                metadata:
                  name: postgres-route
                spec:
                  namespace:
                    value: app-ns
                  parentRefs:
                    - name: edge
                      namespace: gateways
                      sectionName: pg
                  rules:
                    - backendRefs:
                        - name: postgres
                          port: 5432
                """)
        let modeline = "# yaml-language-server: $schema=https://openmcf.org/schemas/kubernetes-tcp-route.schema.json\n"
        #expect(run.output.hasPrefix(modeline))
        #expect(
            Repository.read("schemas/kubernetes-tcp-route.schema.json")?.contains(
                "\"$id\": \"\(modeline.dropFirst(32).dropLast())\"") == true)
    }

    @Test func anExistingFileStays() async throws {
        let workspace = try Workspace()
        try workspace.write("tcproute.yaml", "mine\n")
        var run = try await workspace.openmcf("init")
        #expect(
            run.errors == """
                error: nothing was written: 'tcproute.yaml' exists already
                  help: name another file, or replace it with --force

                """)
        #expect(run.status == 1)
        #expect(workspace.read("tcproute.yaml") == "mine\n")
        run = try await workspace.openmcf("init", "--force", "-q")
        #expect(run.output + run.errors == "")
        #expect(run.status == 0)
        #expect(workspace.read("tcproute.yaml")?.contains("kind: KubernetesTcpRoute") == true)
        #expect(workspace.files == ["tcproute.yaml"])
    }

    @Test(arguments: [
        (
            ["init", "nope/route.yaml"], Int32(1),
            """
            error: nothing was written: cannot create 'nope/route.yaml': No such file or directory
              help: make the folder first: mkdir -p nope

            """
        ),
        (
            ["init", "."], 1,
            """
            error: nothing was written: '.' is no regular file
              help: name a file, or - for standard output

            """
        ),
        (
            ["init", "--namespace", "App_NS"], 64,
            """
            error: --namespace: namespace must be a lowercase RFC 1123 label: letters a-z, digits and '-', starting and ending with a letter or digit; 'App_NS' is not [pattern]

            error: nothing was written: 1 value cannot be used

            """
        ),
        (
            ["init", "--name", "", "--port", "70000"], 64,
            """
            error: --name: name must not be empty [text-length]

            error: --port: port must be at most 65535, not 70000 [out-of-range]
              help: allowed is 1 to 65535

            error: nothing was written: 2 values cannot be used

            """
        ),
    ])
    func refused(arguments: [String], status: Int32, errors: String) async throws {
        let workspace = try Workspace()
        let run = try await workspace.run(Tools.openmcf, arguments)
        #expect(run.errors == errors)
        #expect(run.output == "")
        #expect(run.status == status)
        #expect(workspace.files == [])
    }

    @Test(.enabled(if: geteuid() != 0, "root may write everywhere"))
    func folderThatCannotBeWritten() async throws {
        let workspace = try Workspace()
        try workspace.write("closed/other", "")
        chmod(workspace.folder + "/closed", 0o500)
        defer { chmod(workspace.folder + "/closed", 0o700) }
        let run = try await workspace.openmcf("init", "closed/route.yaml")
        #expect(
            run.errors.hasPrefix("error: nothing was written: cannot create 'closed/route.yaml': Permission denied\n"))
        #expect(run.status == 1)
    }

    /// The answers are there before the questions, as from a hasty user.
    @Test(.enabled(if: Tools.script != nil, "the program 'script' is not installed"))
    func asksOnATerminal() async throws {
        let workspace = try Workspace()
        let script = try #require(Tools.script)
        let command = "'\(Tools.openmcf)' init asked.yaml --name given --color never"
        let run = try await workspace.run(
            script, ["-q", "-e", "-c", command, "/dev/null"],
            input: "App_NS\napp-ns\n\n\n pg \n\nmany\n99999\n5432\n")
        #expect(run.status == 0, "\(run.testDescription)")
        for text in [
            "Namespace of the route [default]: ", "Gateway that it attaches to [my-gateway]: ",
            "Namespace of the Gateway [the route's own]: ", "Listener of the Gateway [tcp]: ",
            "Service that gets the connections [my-service]: ", "Port of the Service [8080]: ",
            "  namespace must be a lowercase RFC 1123 label", "  many is no number",
            "  port must be at most 65535, not 99999; allowed is 1 to 65535",
        ] { #expect(run.output.contains(text), "\(run.testDescription)") }
        #expect(!run.output.contains("Name of the route"))
        let written = try #require(workspace.read("asked.yaml"))
        for line in ["name: given\n", "value: app-ns\n", "name: my-gateway\n", "sectionName: pg\n", "port: 5432\n"] {
            #expect(written.contains(line))
        }
        #expect(!written.contains("\n      namespace:"))
    }

    @Test(.enabled(if: Tools.script != nil, "the program 'script' is not installed"))
    func nobodyAnswers() async throws {
        let workspace = try Workspace()
        let script = try #require(Tools.script)
        let run = try await workspace.run(
            script, ["-q", "-e", "-c", "'\(Tools.openmcf)' init --color never", "/dev/null"])
        #expect(run.output.contains("error: nothing was written: the questions were not answered"))
        #expect(run.status == 1)
        #expect(workspace.files == [])
    }
}
