import Diagnostics
import Documents
import GatewayAPI
import TestSupport
import Testing
import Values
import YAML

@testable import Manifests

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The JSON Schema for editors refuses nothing that validation accepts, by the word of a validator that is not ours.
struct EditorSchemaTests {
    static let hasValidator = system("python3 -W ignore -c 'import jsonschema' 2>/dev/null") == 0

    private struct Judged {
        let id: String
        let value: Value
        let isValid: Bool
    }

    @Test(
        .enabled(
            if: hasValidator && ConformanceTests.available, "needs ../shared/conformance and python3 with jsonschema"))
    func agreesOverTheCorpus() async throws {
        var cases: [Judged] = []
        for example in ConformanceTests.cases {
            cases += await Self.judge(example.id, example.manifest)
        }
        let refused = try Self.refused(cases.map(\.value))
        let invalid = cases.indices.filter { !cases[$0].isValid }
        let both = invalid.count { refused.contains($0) }
        print("the editor schema refuses \(both) of \(invalid.count) invalid manifests of the corpus")
        #expect(cases.count - invalid.count > 100)
        #expect(refused.filter { cases[$0].isValid }.map { cases[$0].id } == [])
        // Rules about several fields, and what only YAML can spell, are beyond it.
        #expect(both * 10 > invalid.count * 6)
    }

    /// References, spellings and nulls, which the corpus has few of.
    @Test(.enabled(if: hasValidator, "needs python3 with jsonschema"))
    func agreesOverMutations() async throws {
        let seed = SeededGenerator.testSeed
        var mutation = Mutation(generator: SeededGenerator(seed: seed))
        var cases: [Judged] = []
        for round in 0..<2000 {
            let seed = YAMLReader.read(SourceFile(name: "seed", text: RenderingTests.manifest)).documents.first
            var value = seed?.root.value ?? .null
            for _ in 0...Int.random(in: 0...1, using: &mutation.generator) { value = mutation.changed(value) }
            let text = YAMLWriter.text(value) + "---\n" + ReferenceTests.namespaces
            cases += await Self.judge("round \(round): \(JSONWriter.text(value))", text)
        }
        let refused = try Self.refused(cases.map(\.value))
        let valid = cases.indices.filter { cases[$0].isValid }
        print("seed \(seed): \(valid.count) of \(cases.count) mutations are valid, \(refused.count) refused")
        #expect(valid.count > 100)
        #expect(refused.count > 100)
        #expect(refused.intersection(valid).map { cases[$0].id } == [], "seed \(seed)")
    }

    /// The KubernetesTcpRoute documents of a text, and whether `validate` accepts the text.
    private static func judge(_ id: String, _ text: String) async -> [Judged] {
        let source = SourceFile(name: id, text: text)
        let set = await ManifestSet.load([.text(source)], ManifestOptions())
        return YAMLReader.read(source).documents.map(\.root.value).filter { $0["kind"]?.string == ManifestSchema.kind }
            .map { Judged(id: id, value: $0, isValid: set.isValid) }
    }

    /// The positions of the values that the published schema refuses.
    private static func refused(_ values: [Value]) throws -> Set<Int> {
        let folder = try TemporaryFolder()
        let schema = ManifestSchema.jsonSchema(id: "https://example.com/schema.json", title: "KubernetesTcpRoute")
        let path = folder.write("cases.json", JSONWriter.text(["schema": schema, "cases": .array(values)]))
        let script = """
            import json, sys
            from jsonschema import Draft7Validator
            data = json.load(open(sys.argv[1], encoding="utf-8"))
            Draft7Validator.check_schema(data["schema"])
            validator = Draft7Validator(data["schema"])
            for index, case in enumerate(data["cases"]):
                if not validator.is_valid(case):
                    print(index)
            """
        let pipe = try #require(popen("python3 -W ignore -c '\(script)' \(path)", "r"))
        var output: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while case let count = fread(&chunk, 1, chunk.count, pipe), count > 0 { output += chunk[..<count] }
        try #require(pclose(pipe) == 0)
        return Set(String(decoding: output, as: UTF8.self).split(separator: "\n").compactMap { Int($0) })
    }
}

/// Changes one place of a manifest at a time.
private struct Mutation {
    var generator: SeededGenerator

    private static let replacements: [Value] = [
        .null, "", "db", "Not_A_Label", 0, 1, 70000, true, .double(1), .double(1.5), [], [:], ["x"], ["value": "db"],
        ["value": ""],
        ["value": .null, "valueFrom": ["name": "indirect"]], ["value": "db", "valueFrom": .null],
        ["valueFrom": ["name": "indirect"]], ["value_from": ["name": "indirect", "field_path": "spec.name"]],
        ["valueFrom": ["kind": "KubernetesNamespace", "name": "indirect", "env": .null, "fieldPath": .null]],
        ["valueFrom": ["kind": "KubernetesNamespace", "name": "indirect", "fieldPath": "metadata.name"]],
        ["valueFrom": ["name": ""]], ["valueFrom": .null], ["value": "db", "valueFrom": ["name": "indirect"]],
    ]

    private static let names = [
        "name", "namespace", "port", "weight", "kind", "group", "sectionName", "section_name", "slug", "tags", "value",
        "relationships", "nope",
    ]

    /// The value with one place replaced, removed, or given another field.
    mutating func changed(_ value: Value) -> Value {
        switch value {
        case .object(var object) where !object.isEmpty && Int.random(in: 0...5, using: &generator) > 0:
            guard let name = object.keys.randomElement(using: &generator), let member = object[name] else { break }
            switch Int.random(in: 0...9, using: &generator) {
            case 0: object[name] = nil
            case 1: object[Self.names.randomElement(using: &generator) ?? name] = replacement()
            default: object[name] = changed(member)
            }
            return .object(object)
        case .array(var array) where !array.isEmpty && Int.random(in: 0...5, using: &generator) > 0:
            let index = Int.random(in: array.indices, using: &generator)
            if Int.random(in: 0...9, using: &generator) == 0 { array.append(array[index]) }
            array[index] = changed(array[index])
            return .array(array)
        default: break
        }
        return replacement()
    }

    private mutating func replacement() -> Value { Self.replacements.randomElement(using: &generator) ?? .null }
}
