import Diagnostics
import GatewayAPI
import Manifests
import Synchronization
import Testing
import Values

/// Several inputs read and judged beside each other.
struct ManifestInputTests {
    static func route(_ name: String, namespace: String = "ns", port: String = "5432") -> String {
        """
        apiVersion: kubernetes.openmcf.org/v1
        kind: KubernetesTcpRoute
        metadata:
          name: \(name)
        spec:
          namespace: \(namespace)
          rules:
          - backendRefs:
            - name: db
              port: \(port)

        """
    }

    @Test func sameRouteInTwoFiles() async {
        let inputs = [("one.yaml", "db"), ("two.yaml", "other"), ("three.yaml", "db")].map {
            ManifestInput.text(SourceFile(name: $0, text: Self.route($1)))
        }
        let set = await ManifestSet.load(inputs, ManifestOptions())
        #expect(
            TextRenderer().render(set.diagnostics.filter { $0.severity == .error }) == """
                three.yaml:4:9: error: the route ns/db is defined twice [duplicate-route]
                  4 |   name: db
                    |         ^^
                one.yaml:4:9: note: the first is here
                  4 |   name: db
                    |         ^^
                  help: rename one, or remove it

                """)
        let apart = [("one.yaml", "a"), ("two.yaml", "b")].map {
            ManifestInput.text(SourceFile(name: $0, text: Self.route("db", namespace: $1)))
        }
        #expect(await ManifestSet.load(apart, ManifestOptions()).isValid)
    }

    @Test func anyNumberOfTasksGivesTheSame() async {
        let inputs = (0..<300).map { index in
            let port = index % 7 == 0 ? "\"1\"" : index % 11 == 0 ? "[" : "\(index)"
            return ManifestInput.text(
                SourceFile(name: "\(index).yaml", text: Self.route("r\(index % 290)", port: port)))
        }
        var results: [(routes: [String], text: String)] = []
        for concurrency in [1, 8, 3, 64] {
            var options = ManifestOptions()
            options.concurrency = concurrency
            let set = await ManifestSet.load(inputs, options)
            results.append(
                (
                    set.routes.map { JSONWriter.text($0.rendered(.v1alpha2)) },
                    TextRenderer().render(set.diagnostics)
                ))
        }
        #expect((results.first?.routes.count ?? 0) > 200)
        #expect(results.first?.text.contains("is defined twice") == true)
        for result in results.dropFirst() {
            #expect(result.routes == results.first?.routes)
            #expect(result.text == results.first?.text)
        }
    }

    @Test func whatCannotBeReadIsReportedInItsPlace() async {
        let unreadable = ManifestInput(name: "b.yaml") { () throws(DiagnosticError) in
            throw DiagnosticError(Diagnostic(.unreadableFile, "the file cannot be read", at: .file("b.yaml")))
        }
        let set = await ManifestSet.load(
            [
                .text(SourceFile(name: "a.yaml", text: Self.route("a", port: "0"))), unreadable,
                .text(SourceFile(name: "c.yaml", text: Self.route("c"))),
            ], ManifestOptions())
        #expect(set.files == ["a.yaml", "b.yaml", "c.yaml"])
        #expect(set.routes.map(\.name) == ["c"])
        #expect(set.diagnostics.filter { $0.severity == .error }.map(\.file) == ["a.yaml", "b.yaml"])
    }

    /// Where the routes are not kept, a text is asked for again when something in it is to be pointed at.
    @Test func textsAreLetGoAndReadAgain() async {
        let reads = Mutex<[String]>([])
        let inputs = ["a", "b", "c"].map { name in
            ManifestInput(name: name + ".yaml") { () throws(DiagnosticError) in
                reads.withLock { $0.append(name) }
                return SourceFile(name: name + ".yaml", text: Self.route(name == "c" ? "a" : name))
            }
        }
        var options = ManifestOptions()
        options.keepsRoutes = false
        let set = await ManifestSet.load(inputs, options)
        #expect(set.diagnostics.filter { $0.severity == .error }.map(\.message) == ["the route ns/a is defined twice"])
        #expect(reads.withLock { $0 } == ["a", "b", "c", "a", "c"])
    }
}
