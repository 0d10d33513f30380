import Files
import TestSupport
import Testing

/// Paths as texts.
struct PathTests {
    @Test(arguments: [
        ("state.json", ".", "state.json"), ("a/b", "a", "b"), ("/b", "/", "b"), ("/a/b/c", "/a/b", "c"),
    ])
    func folderAndName(path: String, folder: String, name: String) {
        #expect(Path.folder(of: path) == folder)
        #expect(Path.name(of: path) == name)
    }

    @Test(arguments: [
        ("a", "b", "a/b", "a/b"), ("a/", "b", "a/b", "a/b"), (".", "b", "b", "./b"), ("", "b", "b", "/b"),
        ("/", "b", "/b", "/b"),
    ])
    func joined(folder: String, name: String, joined: String, child: String) {
        #expect(Path.join(folder, name) == joined)
        #expect(Path.child(name, of: folder) == child)
    }

    @Test(arguments: [
        ("b", "/a", "/a/b"), ("./b", "/a", "/a/b"), ("../b", "/a/c", "/a/b"), ("../../../b", "/a", "/b"),
        ("b//c/.", "/a/", "/a/b/c"), ("..", "/a/b", "/a"), ("", "/a", "/a"), ("..", "/", "/"),
        // What is absolute is left as it is, and so is what nothing is known of.
        ("/b/../c", "/a", "/b/../c"), ("b/../c", "", "b/../c"), ("b", "a", "b"),
    ])
    func resolved(path: String, folder: String, expected: String) {
        #expect(Path.resolve(path, in: folder) == expected)
    }

    @Test func kinds() throws {
        let folder = try TemporaryFolder()
        try DurableFile.create(folder.file("file"), with: [])
        try Folder.create(folder.file("folder"))
        folder.link("link", to: "folder")
        folder.link("broken", to: "nowhere")
        folder.makePipe("pipe")
        #expect(try Path.kind(of: folder.file("file")) == .file)
        #expect(try Path.kind(of: folder.file("link")) == .folder)
        #expect(try Path.kind(of: folder.file("pipe")) == .stream)
        let error = try #require(throws: FileError.self) { try Path.kind(of: folder.file("broken")) }
        #expect(error.isMissing)
        let below = try #require(throws: FileError.self) { try Path.kind(of: folder.file("file/below")) }
        #expect(below.isBelowFile)
        #expect(
            try Folder.entries(of: folder.path).map { "\($0.name) \($0.kind)" } == [
                "broken link", "file file", "folder folder", "link link", "pipe stream",
            ])
        #expect(Path.exists(folder.file("broken")) && !Path.leadsSomewhere(folder.file("broken")))
    }

    @Test(arguments: [
        ("a.yaml", "*.yaml", true), (".a.yaml", "*.yaml", false), (".a.yaml", ".*", true), ("b", "[!b]", false),
    ])
    func patterns(name: String, pattern: String, isMatch: Bool) { #expect(Path.matches(name, pattern) == isMatch) }
}
