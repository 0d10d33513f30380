import Diagnostics
import GatewayAPI
import Nodes
import Schemas
import Testing

@testable import Manifests

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The JSON Schema for editors refuses nothing that validation accepts.
struct EditorSchemaTests {
    static let available =
        ConformanceTests.available && system("python3 -c 'import jsonschema' 2>/dev/null") == 0

    @Test(.enabled(if: available, "needs ../shared/conformance and python3 with jsonschema"))
    func refusesOnlyWhatValidationRefuses() async throws {
        let schema = ManifestSchema.manifest(.standard).jsonSchema(
            id: "https://example.com/schema.json", title: "KubernetesTcpRoute", spellings: Spelling.all,
            alternatives: { names in ReferencePlace.all.contains { $0.names == names } ? [["type": "object"]] : [] })
        var accepted: [Value] = []
        for example in ConformanceTests.cases where example.verdicts["v1.6.1/experimental/v1alpha2"] == true {
            let source = SourceFile(name: example.id, text: example.manifest)
            let set = await ManifestSet.load([.text(source)], ManifestOptions())
            guard set.isValid, let route = set.routes.first else { continue }
            accepted.append(["id": .string(example.id), "value": route.manifest.document.root.value])
        }
        #expect(accepted.count > 100)
        let bytes = JSONWriter.bytes(["schema": schema, "cases": .array(accepted)])
        var template = Array("/tmp/openmcf-schema-XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        try #require(descriptor >= 0)
        let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer {
            close(descriptor)
            unlink(path)
        }
        let stream = try #require(fdopen(dup(descriptor), "w"))
        fwrite(bytes, 1, bytes.count, stream)
        fclose(stream)

        let script = """
            import json, sys
            from jsonschema import Draft7Validator
            data = json.load(open(sys.argv[1], encoding="utf-8"))
            Draft7Validator.check_schema(data["schema"])
            validator = Draft7Validator(data["schema"])
            for case in data["cases"]:
                for error in validator.iter_errors(case["value"]):
                    print(case["id"], list(error.path), error.message[:200])
            """
        let pipe = try #require(popen("python3 -c '\(script)' \(path) 2>&1", "r"))
        var output: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while case let count = fread(&chunk, 1, chunk.count, pipe), count > 0 { output += chunk[..<count] }
        #expect(pclose(pipe) == 0)
        #expect(String(decoding: output, as: UTF8.self) == "")
    }
}
