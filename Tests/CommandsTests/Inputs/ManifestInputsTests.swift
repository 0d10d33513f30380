import Diagnostics
import Manifests
import TestSupport
import Testing

@testable import Commands

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// What paths, patterns and folders stand for.
struct ManifestInputsTests {
    private static func names(_ inputs: [ManifestInput], below folder: TemporaryFolder) -> [String] {
        inputs.map { String($0.name.dropFirst(folder.path.count + 1)) }
    }

    private static func expand(_ paths: [String], recursive: Bool) -> ManifestInputs {
        var inputs = ManifestInputs(standardInput: -1)
        for path in paths { inputs.add(path: path, recursive: recursive) }
        return inputs
    }

    /// A folder with manifests at several depths, and things that are none.
    private static func folder() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        for name in ["a", "a/deep", "b", ".hidden", "empty"] { folder.makeFolder(name) }
        for name in [
            "one.yaml", "two.yaml", "ten.yml", "notes.md", "[x].yaml", "x.yaml", ".dot.yaml", "a/one.yaml",
            "a/deep/three.yaml", "b/one.yaml", ".hidden/four.yaml",
        ] {
            _ = folder.write(name, "")
        }
        folder.link("b/up", to: folder.path)
        return folder
    }

    @Test(
        arguments: [
            ("*.yaml", ["[x].yaml", "one.yaml", "two.yaml", "x.yaml"]), ("t*", ["ten.yml", "two.yaml"]),
            ("?.yaml", ["x.yaml"]), ("[ot]*.yaml", ["one.yaml", "two.yaml"]), ("[!ot]*.yaml", ["[x].yaml", "x.yaml"]),
            // A name that is there means itself, whatever it looks like.
            ("[x].yaml", ["[x].yaml"]), (".*.yaml", [".dot.yaml"]), ("*/one.yaml", ["a/one.yaml", "b/one.yaml"]),
            ("[ab]", ["a/one.yaml", "b/one.yaml"]), (".h*/*", [".hidden/four.yaml"]), ("a//*.yaml", ["a/one.yaml"]),
            ("**/one.yaml", ["one.yaml", "a/one.yaml", "b/one.yaml"]),
            ("a/**/**/*.yaml", ["a/one.yaml", "a/deep/three.yaml"]),
            ("**/deep/*", ["a/deep/three.yaml"]), ("a/**", ["a/deep/three.yaml", "a/one.yaml"]),
            ("*/**", ["a/deep/three.yaml", "a/one.yaml", "b/one.yaml"]), ("b/up/a/*.yaml", ["b/up/a/one.yaml"]),
        ])
    func patterns(pattern: String, expected: [String]) throws {
        let folder = try Self.folder()
        // A folder without manifests, which `*/**` matches, is reported as one that was named.
        let result = Self.expand([folder.path + "/" + pattern], recursive: false)
        #expect(Self.names(result.inputs, below: folder) == expected)
        #expect(result.diagnostics.isEmpty == (pattern != "*/**"))
    }

    /// What may hide a manifest is told: a shell would pass over it, and --prune delete what is behind it.
    @Test(
        arguments: [
            // Links that lead nowhere: as the last part, on the way, as a part without wildcards.
            ("links/*.yaml", ["links/gone.yaml: No such file or directory"]),
            ("links/*/*.yaml", ["links/gone.yaml: No such file or directory"]),
            ("links/*/**", ["links/gone.yaml: No such file or directory"]),
            ("t*/gone.yaml", ["team/gone.yaml: No such file or directory"]),
            ("*/away/deep/*.yaml", ["team/away: No such file or directory"]),
            ("*/away/deep/x.yaml", ["team/away: No such file or directory"]),
            ("*/loop/*.yaml", ["team/loop: Too many levels of symbolic links"]),
            // Pipes and the like, also behind a link.
            (
                "pipes/*.yaml",
                ["pipes/f.yaml", "pipes/link.yaml"].map { $0 + ": it is a named pipe, not a regular file" }
            ),
            ("**/f.yaml", ["pipes/f.yaml: it is a named pipe, not a regular file"]),
            ("pipes", ["pipes/f.yaml", "pipes/link.yaml"].map { $0 + ": it is a named pipe, not a regular file" }),
            ("pip**/**", ["pipes/f.yaml", "pipes/link.yaml"].map { $0 + ": it is a named pipe, not a regular file" }),
            // What does not match, is hidden, or would not be followed.
            ("team/*.yml", []), ("**/one.yaml", []), ("*/one.yaml", []), ("*/none/*.yaml", ["nothing matches"]),
        ])
    func whatCannotBeLookedAt(pattern: String, expected: [String]) async throws {
        let folder = try TemporaryFolder()
        for name in ["team", "pipes", "links", ".hidden"] { folder.makeFolder(name) }
        for name in ["one.yaml", "team/one.yaml", "team/two.yml"] { _ = folder.write(name, Self.route("a")) }
        for name in ["links/gone.yaml", "team/gone.yaml", "team/away", ".gone.yaml", ".hidden/gone.yaml"] {
            folder.link(name, to: folder.path + "/nowhere")
        }
        folder.link("team/loop", to: folder.path + "/team/loop")
        for name in ["pipes/f.yaml", "pipes/notes"] { try #require(mkfifo(folder.path + "/" + name, 0o600) == 0) }
        folder.link("pipes/link.yaml", to: folder.path + "/pipes/f.yaml")

        let inputs = Self.expand([folder.path + "/" + pattern], recursive: false)
        // What is only found when it is opened counts as well.
        let read = inputs.inputs.compactMap { input -> Diagnostic? in
            do throws(DiagnosticError) {
                _ = try input.read()
                return nil
            } catch { return error.diagnostic }
        }
        let told = (inputs.diagnostics + read).map { diagnostic in
            let name = TextRenderer().render([diagnostic]).split(separator: ": error: ")[0].dropFirst(
                folder.path.count + 1)
            return diagnostic.message.hasPrefix("nothing matches")
                ? "nothing matches" : diagnostic.message.replacing("the file cannot be read", with: name)
        }
        #expect(told == expected)
    }

    @Test func aPatternThatMatchesNothing() throws {
        let folder = try Self.folder()
        let result = Self.expand([folder.path + "/*.json", folder.path + "/one.yaml"], recursive: false)
        #expect(Self.names(result.inputs, below: folder) == ["one.yaml"])
        #expect(
            TextRenderer().render(result.diagnostics) == """
                \(folder.path)/*.json: error: nothing matches this pattern [no-manifests]
                  help: '*', '?' and '[…]' stand for parts of a name, '**' for any number of directories

                """)
    }

    @Test func aFileIsReadOnce() throws {
        let folder = try Self.folder()
        let path = folder.path
        var result = Self.expand(
            [
                path + "/one.yaml", path + "/a/../one.yaml", path + "//one.yaml", path + "/*.yaml",
                path + "/b/up/one.yaml",
                path + "/a",
            ], recursive: false)
        result.add(inputDirectory: path + "/empty")
        #expect(
            Self.names(result.inputs, below: folder)
                == ["one.yaml", "[x].yaml", "two.yaml", "x.yaml", "a/one.yaml"])
        #expect(
            TextRenderer().render(result.diagnostics) == """
                \(path)/empty: error: the directory has no target.yaml [no-manifests]
                  help: --input-dir reads that file alone; -f reads every manifest of a directory

                """)
    }

    @Test func inputDirectories() throws {
        let folder = try Self.folder()
        _ = folder.write("a/target.yaml", "")
        var inputs = ManifestInputs(standardInput: -1)
        inputs.add(inputDirectory: folder.path + "/a")
        inputs.add(path: folder.path + "/a/target.yaml", recursive: false)
        inputs.add(inputDirectory: folder.path + "/one.yaml")
        inputs.add(inputDirectory: folder.path + "/nope")
        #expect(Self.names(inputs.inputs, below: folder) == ["a/target.yaml"])
        #expect(
            TextRenderer().render(inputs.diagnostics) == """
                \(folder.path)/one.yaml: error: this is a file, not a directory [unreadable-file]
                  help: give a file with -f

                \(folder.path)/nope: error: the file cannot be read: No such file or directory [unreadable-file]
                  help: check the path; it is relative to the current directory

                """)
    }

    private static func route(_ name: String) -> String {
        """
        apiVersion: kubernetes.openmcf.org/v1
        kind: KubernetesTcpRoute
        metadata:
          name: \(name)
        spec:
          namespace: ns
          rules:
          - backendRefs:
            - name: db
              port: 5432

        """
    }

    @Test func directories() throws {
        let folder = try TemporaryFolder()
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
        let folder = try TemporaryFolder()
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
        let set = await ManifestSet.load([FileInput.file("/nonexistent/a.yaml")], ManifestOptions())
        #expect(set.diagnostics.map(\.code) == [.unreadableFile])
        #expect(!set.isValid)
    }

    @Test func filesAreReadAsTheyAre() async throws {
        let folder = try TemporaryFolder()
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
        let set = await ManifestSet.load(inputs.map { FileInput.file($0) }, ManifestOptions())
        #expect(set.routes.map(\.name) == ["a", "b", "c", "d", "e"])
        #expect(set.isValid)
    }

    @Test func aFileThatIsTooLarge() throws {
        let folder = try TemporaryFolder()
        let large = folder.write("large.yaml", String(repeating: "#", count: 32 << 20) + "\n")
        let error = try #require(throws: DiagnosticError.self) { try FileInput.read(large) }
        #expect(error.diagnostic.message == "the file has 33554433 bytes; at most 32 MiB are read")
        let endless = try #require(throws: DiagnosticError.self) { try FileInput.read("/dev/zero") }
        #expect(endless.diagnostic.message == "the input is larger than 32 MiB")
    }

    /// The examples are one stack as well as each a stack of its own.
    @Test func examples() async {
        let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(4).joined(separator: "/")
        let examples = Self.expand([root + "/examples"], recursive: true)
        var options = ManifestOptions()
        // The guide of Gateway API names none.
        options.defaultNamespace = DefaultNamespace("default", origin: "as -n says")
        let set = await ManifestSet.load(examples.inputs, options)
        #expect(set.routes.count == 8)
        #expect(set.diagnostics.filter { $0.severity != .note }.map(\.message) == [])
    }
}
