import TestSupport
import Testing
import Values

/// TCPRoute objects on their way back to manifests.
struct ConvertTests {
    private static let object = """
        # Routes of the database.
        apiVersion: gateway.networking.k8s.io/v1
        kind: TCPRoute
        metadata:
          # Called by everybody.
          name: pg  # short
          namespace: db
          labels:
            app.kubernetes.io/managed-by: Helm
            team: "123"
          resourceVersion: "7"  # the server's
        spec:
          parentRefs:  # only one
          - group: gateway.networking.k8s.io
            kind: Gateway
            # The edge.
            name: edge
          rules:
          # The only rule that serves.
          - backendRefs:
            - {name: a, port: 5432, weight: 1}  # flow
            # b is new
            - name: b
              group: ""
              port: 5432
              weight: 0  # not yet
        # The end.
        """

    @Test func aManifestHasWhatWasSetAndTheComments() async throws {
        let workspace = try Workspace()
        try workspace.write("object.yaml", Self.object)
        let run = try await workspace.inProcess("convert", "object.yaml")
        #expect(
            run.output == """
                # Routes of the database.
                apiVersion: kubernetes.openmcf.org/v1
                kind: KubernetesTcpRoute
                metadata:
                  # Called by everybody.
                  name: pg # short
                  labels:
                    team: "123"
                spec:
                  namespace: db
                  parentRefs: # only one
                  # The edge.
                  - name: edge
                  rules:
                  # The only rule that serves.
                  - backendRefs:
                    - name: a
                      port: 5432
                    # b is new
                    - name: b
                      port: 5432
                      weight: 0 # not yet
                # The end.

                """, "\(run.testDescription)")
        #expect(run.errors.contains("the label app.kubernetes.io/managed-by will be 'openmcf' and not 'Helm'"))
        #expect(run.errors.contains("what a server sets is ignored in 1 TCPRoute: metadata.resourceVersion"))
        #expect(
            run.errors.hasSuffix(
                "2 lines of comments stood at something that the manifests do not have, and are lost\n"))
        #expect(run.status == 0)
    }

    /// Rendering what was converted gives what rendering the original gives.
    @Test(arguments: [
        "examples/tcproute.yaml", "examples/guide/routes.yaml",
    ])
    func convertingLosesNothing(example: String) async throws {
        let workspace = try Workspace()
        try workspace.write("original.yaml", try #require(Repository.read(example)))
        let rendered = try await workspace.inProcess("render", "original.yaml", "-n", "default", "-q")
        try workspace.write("rendered.yaml", rendered.output)
        let converted = try await workspace.inProcess("convert", "rendered.yaml", "-q")
        #expect(converted.status == 0, "\(converted.testDescription)")
        try workspace.write("converted.yaml", converted.output)
        let again = try await workspace.inProcess("render", "converted.yaml", "-q")
        #expect(again.output == rendered.output)
    }

    @Test func whatHasNoPlaceIsRefused() async throws {
        let workspace = try Workspace()
        try workspace.write(
            "object.yaml",
            """
            apiVersion: gateway.networking.k8s.io/v1
            kind: TCPRoute
            metadata:
              name: pg
              namespace: db
              finalizers: [example.org/wait]
            spec:
              rules: [{backendRefs: [{name: a, port: 5432}]}]
            """)
        let run = try await workspace.inProcess("convert", "object.yaml")
        #expect(
            run.errors == """
                object.yaml:6:3: error: a KubernetesTcpRoute has no place for metadata.finalizers [no-place-in-manifest]
                  6 |   finalizers: [example.org/wait]
                    |   ^^^^^^^^^^
                  help: take it out, or go on managing this route as an object: openmcf applies TCPRoutes as well

                error: the manifests have an error

                """)
        #expect(run.output == "")
        #expect(run.status == 3)
    }

    @Test func manifestsOfPlantonAreSpelledAsOurs() async throws {
        let workspace = try Workspace()
        try workspace.write(
            "planton.yaml",
            """
            kind: KubernetesTcpRoute
            apiVersion: kubernetes.planton.dev/v1
            metadata: {name: pg}
            spec:
              namespace: {value: db}
              parentRefs: [{name: {value: edge}}]
              rules: [{backendRefs: [{name: {value: pg}, port: 5432}]}]
            """)
        #expect(try await workspace.inProcess("validate", "planton.yaml", "-q").status == 0)
        let run = try await workspace.inProcess("convert", "planton.yaml", "-o", "json")
        let json = try run.json
        #expect(
            json["manifests"] == [
                [
                    "apiVersion": "kubernetes.openmcf.org/v1", "kind": "KubernetesTcpRoute",
                    "metadata": ["name": "pg"],
                    "spec": [
                        "namespace": "db", "parentRefs": [["name": "edge"]],
                        "rules": [["backendRefs": [["name": "pg", "port": 5432]]]],
                    ],
                ]
            ], "\(run.testDescription)")
        #expect(json["comments"] == ["carried": 0, "lost": 0])
    }

    @Test func liveRoutesBecomeFiles() async throws {
        let workspace = try Workspace()
        try workspace.addExample("tcproute.yaml")
        _ = try await workspace.inProcess("apply", "tcproute.yaml", "--sandbox")
        let live = ["convert", "--live", "-A", "--sandbox", "--out", workspace.folder + "/live/"]
        let printed = try await workspace.inProcess(Array(live.dropLast()) + ["-"])
        var run = try await workspace.inProcess(live)
        #expect(run.status == 0, "\(run.testDescription)")
        #expect(
            workspace.read("live/postgres-route.yaml") == """
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
                      port: 5432

                """)
        #expect(printed.output == workspace.read("live/postgres-route.yaml"))
        run = try await workspace.inProcess(live)
        #expect(run.errors.contains("live/postgres-route.yaml' exists already"), "\(run.testDescription)")
        #expect(run.status == 1)
        #expect(try await workspace.inProcess(live + ["--force"]).status == 0)
    }

    @Test func noLiveRoutesAreNoFailure() async throws {
        let workspace = try Workspace()
        let flags = ["convert", "--live", "-A", "--sandbox"]
        var run = try await workspace.inProcess(flags + ["--out", workspace.folder + "/live/"])
        #expect(run.errors == "There are no TCPRoutes to convert.\n", "\(run.testDescription)")
        #expect(run.output == "")
        #expect(run.status == 0)
        #expect(workspace.read("live") == nil)
        run = try await workspace.inProcess(flags + ["-o", "json"])
        #expect(try run.json["manifests"] == [])
    }

    private static let openShift = """
        apiVersion: v1
        kind: List
        items:
        - apiVersion: route.openshift.io/v1
          kind: Route
          metadata: {name: web, namespace: shop}
          spec: {host: web.example.com, to: {name: web}, port: {targetPort: 8080}, tls: {termination: edge}}
        - apiVersion: route.openshift.io/v1
          kind: Route
          metadata: {name: db, namespace: shop}
          spec: {to: {name: db}, port: {targetPort: postgres}, tls: {termination: passthrough}}
        - apiVersion: v1
          kind: Service
          metadata: {name: db, namespace: shop}
          spec: {ports: [{name: postgres, port: 5432}]}

        """

    @Test func oneRouteOfOpenShiftThatIsRefusedStopsAll() async throws {
        let workspace = try Workspace()
        try workspace.write("routes.yaml", Self.openShift)
        let run = try await workspace.inProcess("convert", "routes.yaml", "--out", workspace.folder + "/out/")
        #expect(
            run.errors == """
                routes.yaml:7:82: error: a TCP route cannot end TLS, as termination 'edge' does [no-place-in-manifest]
                  7 |   spec: {host: web.example.com, to: {name: web}, port: {targetPort: 8080}, tls: {termination: edge}}
                    |                                                                                  ^^^^^^^^^^^
                  help: an HTTPRoute does it, on a listener of protocol HTTPS that has the certificate

                error: the manifests have an error

                """)
        #expect(run.status == 3)
        #expect(workspace.read("out/db.yaml") == nil)
    }

    @Test func whatIsRefusedCanBeSkipped() async throws {
        let workspace = try Workspace()
        try workspace.write("routes.yaml", Self.openShift)
        let run = try await workspace.inProcess("convert", "routes.yaml", "--skip", "--gateway", "infra/edge")
        #expect(run.status == 0, "\(run.testDescription)")
        #expect(
            run.output == """
                apiVersion: kubernetes.openmcf.org/v1
                kind: KubernetesTcpRoute
                metadata:
                  name: db
                spec:
                  namespace: shop
                  parentRefs:
                  - namespace: infra
                    name: edge
                    sectionName: db
                  rules:
                  - backendRefs:
                    - name: db
                      port: 5432

                """)
        #expect(run.errors.contains("warning: left out: a TCP route cannot end TLS, as termination 'edge' does"))
        #expect(
            run.errors.hasSuffix(
                "Give the Gateway 'edge' a listener of protocol TCP, with a port of its own, for each of: db\n"))
    }

    /// With `--force` above all: a device would be a file from then on.
    @Test func devicesAreNotReplaced() async throws {
        let workspace = try Workspace()
        try workspace.addExample("tcproute.yaml")
        let run = try await workspace.inProcess("convert", "tcproute.yaml", "--out", "/dev/null", "--force")
        #expect(run.errors.contains("nothing was written: '/dev/null' is no regular file"), "\(run.testDescription)")
        #expect(run.status == 1)
    }

    @Test(arguments: [
        (["convert", "--live", "a.yaml"], "give files or --live, not both"),
        (["convert", "-A", "a.yaml"], "-A and -l choose live routes: add --live"),
        (["convert", "--force", "a.yaml"], "--force is about the files of --out"),
        (["convert", "--api", "gateway.apoxy.dev/v1alpha2", "a.yaml"], "--api chooses live routes: add --live"),
        (["convert", "--gateway", "a/b/c", "a.yaml"], "'a/b/c' of --gateway is no name of a Gateway"),
        (["convert"], "no manifest was given"),
    ])
    func flagsThatDoNotGoTogether(arguments: [String], message: String) async throws {
        let run = try await InProcess.run(arguments)
        #expect(run.errors.contains(message), "\(run.testDescription)")
        #expect(run.status == 64)
    }
}
