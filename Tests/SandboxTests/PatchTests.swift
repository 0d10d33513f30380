import Documents
import Testing
import Values

@testable import Sandbox

struct PatchTests {
    static func value(_ json: String) throws -> Value { try JSONReader.value(Array(json.utf8)) }

    /// The examples of RFC 7386.
    @Test(arguments: [
        (#"{"a":"b"}"#, #"{"a":"c"}"#, #"{"a":"c"}"#), (#"{"a":"b"}"#, #"{"b":"c"}"#, #"{"a":"b","b":"c"}"#),
        (#"{"a":"b"}"#, #"{"a":null}"#, "{}"), (#"{"a":"b","b":"c"}"#, #"{"a":null}"#, #"{"b":"c"}"#),
        (#"{"a":["b"]}"#, #"{"a":"c"}"#, #"{"a":"c"}"#), (#"{"a":"c"}"#, #"{"a":["b"]}"#, #"{"a":["b"]}"#),
        (#"{"a":{"b":"c"}}"#, #"{"a":{"b":"d","c":null}}"#, #"{"a":{"b":"d"}}"#),
        ("[1]", #"{"a":1}"#, #"{"a":1}"#), ("{}", #"{"a":{"bb":{"ccc":null}}}"#, #"{"a":{"bb":{}}}"#),
        (#"{"e":null}"#, #"{"a":1}"#, #"{"e":null,"a":1}"#), (#"{"a":"foo"}"#, "null", "null"),
    ])
    func mergePatch(_ target: String, _ patch: String, _ expected: String) throws {
        let result = MergePatch.apply(try Self.value(patch), to: try Self.value(target))
        #expect(JSONWriter.text(result) == expected)
    }

    @Test(arguments: [
        (#"{"a":1}"#, #"[{"op":"add","path":"/b","value":2}]"#, #"{"a":1,"b":2}"#),
        (#"{"l":[1,3]}"#, #"[{"op":"add","path":"/l/1","value":2}]"#, #"{"l":[1,2,3]}"#),
        (#"{"l":[1]}"#, #"[{"op":"add","path":"/l/-","value":2}]"#, #"{"l":[1,2]}"#),
        (#"{"l":[1,2]}"#, #"[{"op":"remove","path":"/l/0"}]"#, #"{"l":[2]}"#),
        (#"{"a":1}"#, #"[{"op":"replace","path":"/a","value":2}]"#, #"{"a":2}"#),
        (#"{"a":1}"#, #"[{"op":"move","from":"/a","path":"/b"}]"#, #"{"b":1}"#),
        (#"{"a":1}"#, #"[{"op":"copy","from":"/a","path":"/b"}]"#, #"{"a":1,"b":1}"#),
        (#"{"a/b":1}"#, #"[{"op":"test","path":"/a~1b","value":1.0}]"#, #"{"a/b":1}"#),
        (#"{"a":1}"#, #"[{"op":"replace","path":"","value":{}}]"#, "{}"),
        (#"{"a":1}"#, #"[{"op":"test","path":"/a","value":2}]"#, "unfit"),
        (#"{"a":1}"#, #"[{"op":"remove","path":"/b"}]"#, "unfit"),
        (#"{"l":[]}"#, #"[{"op":"add","path":"/l/1","value":2}]"#, "unfit"),
        (#"{"a":1}"#, #"[{"op":"add","path":"/a/b","value":2}]"#, "unfit"),
        (#"{"a":1}"#, #"[{"op":"replace","path":"/b","value":2}]"#, "unfit"),
        (#"{"a":1}"#, #"[{"op":"twist","path":"/a"}]"#, "unfit"),
        (#"{"a":1}"#, #"[{"op":"add","path":"a","value":1}]"#, "malformed"),
        (#"{"a":1}"#, #"{"op":"add"}"#, "malformed"),
    ])
    func jsonPatch(_ target: String, _ patch: String, _ expected: String) throws {
        let result: String
        do {
            result = JSONWriter.text(try JSONPatch.apply(try Self.value(patch), to: try Self.value(target)))
        } catch let failure as JSONPatch.Failure {
            result = failure.isMalformed ? "malformed" : "unfit"
        }
        #expect(result == expected)
    }

    /// Each copy doubles the object; together they may not add more than 3 MiB.
    @Test func copiesAreBounded() throws {
        let copies = (0..<40).map { ["op": "copy", "from": "", "path": .string("/c\($0)")] as Value }
        let text = Value.string(String(repeating: "x", count: 1000))
        let few = try JSONPatch.apply(.array(Array(copies.prefix(5))), to: ["text": text])
        #expect(few["c4"]?["c3"]?["c2"]?["c1"]?["c0"]?["text"] == text)
        do throws(JSONPatch.Failure) {
            _ = try JSONPatch.apply(.array(copies), to: ["text": text])
            Issue.record("40 doublings were carried out")
        } catch {
            #expect(!error.isMalformed)
        }
    }
}
