import Diagnostics
import Manifests
import Testing
import Values

/// What paths, patterns and folders stand for.
struct ManifestInputsTests {
    /// A folder with manifests at several depths, and things that are none.
    private static func folder() throws -> TemporaryFolder {
        let folder = try #require(TemporaryFolder())
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
        let result = ManifestInputTests.expand([folder.path + "/" + pattern], recursive: false)
        #expect(ManifestInputTests.names(result.inputs, below: folder) == expected)
        #expect(result.diagnostics.isEmpty == (pattern != "*/**"))
    }

    @Test func aPatternThatMatchesNothing() throws {
        let folder = try Self.folder()
        let result = ManifestInputTests.expand([folder.path + "/*.json", folder.path + "/one.yaml"], recursive: false)
        #expect(ManifestInputTests.names(result.inputs, below: folder) == ["one.yaml"])
        #expect(
            TextRenderer().render(result.diagnostics) == """
                \(folder.path)/*.json: error: nothing matches this pattern [no-manifests]
                  help: '*', '?' and '[…]' stand for parts of a name, '**' for any number of directories

                """)
    }

    @Test func aFileIsReadOnce() throws {
        let folder = try Self.folder()
        let path = folder.path
        var result = ManifestInputTests.expand(
            [
                path + "/one.yaml", path + "/a/../one.yaml", path + "//one.yaml", path + "/*.yaml",
                path + "/b/up/one.yaml",
                path + "/a",
            ], recursive: false)
        result.add(inputDirectory: path + "/empty")
        #expect(
            ManifestInputTests.names(result.inputs, below: folder)
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
        var inputs = ManifestInputs()
        inputs.add(inputDirectory: folder.path + "/a")
        inputs.add(path: folder.path + "/a/target.yaml", recursive: false)
        inputs.add(inputDirectory: folder.path + "/one.yaml")
        inputs.add(inputDirectory: folder.path + "/nope")
        #expect(ManifestInputTests.names(inputs.inputs, below: folder) == ["a/target.yaml"])
        #expect(
            TextRenderer().render(inputs.diagnostics) == """
                \(folder.path)/one.yaml: error: this is a file, not a directory [unreadable-file]
                  help: give a file with -f

                \(folder.path)/nope: error: the file cannot be read: No such file or directory [unreadable-file]
                  help: check the path; it is relative to the current directory

                """)
    }
}
