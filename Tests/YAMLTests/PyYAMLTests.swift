import TestSupport
import Testing
import Values
import YAML

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Another reader of YAML 1.1 reads what the writer writes.
struct PyYAMLTests {
    static let available = system("python3 -c 'import yaml' 2>/dev/null") == 0

    /// What is the same to both: PyYAML wants a point in a number with an exponent, and drops some characters.
    private static func portable(_ value: Value) -> Value {
        switch value {
        case .double: return .double(1.5)
        case .array(let array): return .array(array.map(portable))
        case .object(let object): return .object(object.mapValues(portable))
        default: return value
        }
    }

    @Test(.enabled(if: available, "needs python3 with PyYAML"))
    func readsTheSame() throws {
        let seed = SeededGenerator.testSeed
        var values = RandomValues(seed: seed)
        let cases = (0..<400).map { _ -> Value in
            let value = Self.portable(values.value())
            return ["value": value, "text": .string(YAMLWriter.text(value))]
        }
        var template = Array("/tmp/openmcf-yaml-XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        try #require(descriptor >= 0)
        let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer {
            close(descriptor)
            unlink(path)
        }
        let stream = try #require(fdopen(dup(descriptor), "w"))
        let bytes = JSONWriter.bytes(.array(cases))
        fwrite(bytes, 1, bytes.count, stream)
        fclose(stream)

        let script = """
            import json, sys, yaml
            for case in json.load(open(sys.argv[1], encoding="utf-8")):
                try:
                    read = yaml.safe_load(case["text"])
                except Exception as error:
                    read = repr(error)
                if json.dumps(read, sort_keys=True, default=str) != json.dumps(case["value"], sort_keys=True):
                    print(json.dumps(case), json.dumps(read, default=str))
            """
        let pipe = try #require(popen("python3 -c '\(script)' \(path) 2>&1", "r"))
        var output: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while case let count = fread(&chunk, 1, chunk.count, pipe), count > 0 { output += chunk[..<count] }
        #expect(pclose(pipe) == 0)
        #expect(String(decoding: output, as: UTF8.self) == "", "seed \(seed)")
    }
}
