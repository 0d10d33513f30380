import Diagnostics
import GatewayAPI
import Manifests
import Testing
import Values

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

    static func names(_ inputs: [ManifestInput], below folder: TemporaryFolder) -> [String] {
        inputs.map { input in
            switch input {
            case .file(let path), .found(let path): String(path.dropFirst(folder.path.count + 1))
            default: "text"
            }
        }
    }

    static func expand(_ paths: [String], recursive: Bool) -> ManifestInputs {
        var inputs = ManifestInputs()
        for path in paths { inputs.add(path: path, recursive: recursive) }
        return inputs
    }

    @Test func directories() throws {
        let folder = try #require(TemporaryFolder())
        for name in ["b.yaml", "a.yml", "c.json", "d.txt", "e.yaml.bak", ".hidden.yaml"] { _ = folder.write(name, "") }
        folder.makeFolder("sub")
        folder.makeFolder("sub/deep")
        folder.makeFolder("dir.yaml")
        _ = folder.write("sub/z.yaml", "")
        _ = folder.write("sub/deep/y.yaml", "")
        folder.link("link.yaml", to: folder.path + "/b.yaml")
        folder.link("broken.yaml", to: folder.path + "/nope")
        folder.link(".#b.yaml", to: folder.path + "/nope")
        folder.makeFolder(".openmcf")
        _ = folder.write(".openmcf/state.json", "")
        folder.link("loop", to: folder.path)

        let flat = Self.expand([folder.path], recursive: false)
        #expect(
            Self.names(flat.inputs, below: folder)
                == [".hidden.yaml", "a.yml", "b.yaml", "broken.yaml", "c.json", "link.yaml"])
        #expect(flat.diagnostics.isEmpty)
        let deep = Self.expand([folder.path + "/"], recursive: true)
        #expect(
            Self.names(deep.inputs, below: folder) == [
                ".hidden.yaml", "a.yml", "b.yaml", "broken.yaml", "c.json", "link.yaml", "sub/deep/y.yaml",
                "sub/z.yaml",
            ])
        let twice = Self.expand(
            [folder.path + "/b.yaml", folder.path, folder.path + "/d.txt"], recursive: false)
        #expect(
            Self.names(twice.inputs, below: folder)
                == ["b.yaml", ".hidden.yaml", "a.yml", "broken.yaml", "c.json", "link.yaml", "d.txt"])
    }

    @Test func problems() throws {
        let folder = try #require(TemporaryFolder())
        folder.makeFolder("empty")
        folder.makeFolder("nested")
        folder.makeFolder("nested/sub")
        _ = folder.write("nested/sub/a.yaml", "")
        let path = folder.path
        let result = Self.expand(
            [path + "/missing.yaml", path + "/empty", path + "/nested"], recursive: false)
        #expect(result.inputs.isEmpty)
        #expect(
            TextRenderer().render(result.diagnostics) == """
                \(path)/missing.yaml: error: the file cannot be read: No such file or directory [unreadable-file]
                  help: check the path; it is relative to the current directory

                \(path)/empty: error: the directory has no manifests (*.yaml, *.yml, *.json) of its own [no-manifests]
                  help: use -R to read the directories in it too

                \(path)/nested: error: the directory has no manifests (*.yaml, *.yml, *.json) of its own [no-manifests]
                  help: use -R to read the directories in it too

                """)
        let recursive = Self.expand([path + "/empty", path + "/nested"], recursive: true)
        #expect(recursive.inputs.count == 1)
        #expect(recursive.diagnostics.map(\.message) == ["the directory has no manifests (*.yaml, *.yml, *.json)"])
    }

    @Test func aFileThatVanishes() async throws {
        let set = await ManifestSet.load([.file("/nonexistent/a.yaml")], ManifestOptions())
        #expect(set.diagnostics.map(\.code) == [.unreadableFile])
        #expect(!set.isValid)
    }

    @Test func filesAreReadAsTheyAre() async throws {
        let folder = try #require(TemporaryFolder())
        let long = "# " + String(repeating: "x", count: 100_000) + "\n"
        let inputs = [
            folder.write("a.yaml", Self.route("a")), folder.write("b.yaml", "\u{FEFF}" + Self.route("b")),
            folder.write("c.yaml", long + Self.route("c")),
            folder.write(
                "d.json",
                #"{"apiVersion":"kubernetes.openmcf.org/v1","kind":"KubernetesTcpRoute","metadata":{"name":"d"},"spec":{"namespace":"ns","rules":[{"backendRefs":[{"name":"x","port":1}]}]}}"#
            ),
            folder.write("e.yaml", Self.route("e").replacing("\n", with: "\r\n")),
        ]
        let set = await ManifestSet.load(inputs.map(ManifestInput.file), ManifestOptions())
        #expect(set.routes.map(\.name) == ["a", "b", "c", "d", "e"])
        #expect(set.isValid)
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
}
