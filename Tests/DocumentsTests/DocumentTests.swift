import Diagnostics
import Documents
import Testing
import Values

struct DocumentTests {
    static let document = try? JSONReader.read(
        SourceFile(
            name: "f", text: #"{"spec": {"backend_refs": [{"name": "db", "port": 1}], "namespace": "ns"}, "kind": "K"}"#
        ))

    static let snake: Node.KeySpellings = { $0 == "backendRefs" ? ["backendRefs", "backend_refs"] : [$0] }

    @Test(
        arguments: [
            ("spec.namespace", "\"ns\"", "\"namespace\"", true), ("spec.backendRefs[0].port", "1", "\"port\"", true),
            ("spec.backendRefs[0]", #"{"name": "db", "port": 1}"#, nil, true),
            ("spec.backendRefs[0].weight", #"{"name": "db", "port": 1}"#, nil, false),
            ("spec.backendRefs[1].port", #"[{"name": "db", "port": 1}]"#, "\"backend_refs\"", false),
            ("kind.x.y", "\"K\"", "\"kind\"", false), ("kind[0]", "\"K\"", "\"kind\"", false),
        ] as [(FieldPath, String, String?, Bool)])
    func locates(path: FieldPath, node: String, key: String?, found: Bool) throws {
        let root = try #require(Self.document).root
        let located = root.locate(path, spellings: Self.snake)
        #expect(located.node.sourceText == node)
        #expect(located.key?.sourceText == key)
        #expect(located.found == found)
    }

    @Test func locatesNothingOutsideOneSpelling() throws {
        #expect(try !#require(Self.document).root.locate("spec.backendRefs").found)
        #expect(try #require(Self.document).root.locate(FieldPath()).found)
    }

    @Test func kinds() throws {
        let root = try JSONReader.read(SourceFile(name: "f", text: #"[null, true, 1, 1.5, "s", [], {}]"#)).root
        #expect(root.elements.map(\.kind) == [.null, .bool, .int, .double, .string, .sequence, .mapping])
        #expect(root.elements.map(\.entries.count).allSatisfy { $0 == 0 })
        #expect(root.elements.map(\.string) == [nil, nil, nil, nil, "s", nil, nil])
        #expect(root.elements[1].use == nil)
        #expect(root["x"] == nil)
    }
}
