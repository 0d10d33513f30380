import Documents
import TestSupport
import Testing
import Values

struct JSONWriterTests {
    static let route: Value = [
        "kind": "TCPRoute", "spec": ["rules": [["port": 5432], []], "empty": [:], "none": .null], "apiVersion": "v1",
    ]

    @Test func compact() {
        #expect(
            JSONWriter.text(Self.route)
                == #"{"kind":"TCPRoute","spec":{"rules":[{"port":5432},[]],"empty":{},"none":null},"apiVersion":"v1"}"#)
    }

    @Test func sortedKeysInEveryLevel() {
        #expect(
            JSONWriter.text(Self.route, sortedKeys: true)
                == #"{"apiVersion":"v1","kind":"TCPRoute","spec":{"empty":{},"none":null,"rules":[{"port":5432},[]]}}"#)
    }

    @Test func indented() {
        #expect(
            JSONWriter.text(Self.route, .indented) == """
                {
                  "kind": "TCPRoute",
                  "spec": {
                    "rules": [
                      {
                        "port": 5432
                      },
                      []
                    ],
                    "empty": {},
                    "none": null
                  },
                  "apiVersion": "v1"
                }
                """)
    }

    @Test(
        arguments: [
            (.null, "null"), (true, "true"), (.int(.min), "-9223372036854775808"), (.double(1), "1"),
            (.double(-0.0), "-0"),
            (.double(1.5), "1.5"), (.double(0.1), "0.1"), (.double(1e20), "100000000000000000000"),
            (.double(1e-7), "1e-7"),
            (.double(.leastNonzeroMagnitude), "5e-324"), (.double(.nan), "null"), (.double(.infinity), "null"),
            (.double(1e15), "1000000000000000"),
            ("", "\"\""), ("a\"b\\c/d", #""a\"b\\c/d""#), ("\n\r\t\u{8}\u{C}", #""\n\r\t\u0008\u000c""#),
            ("\0\u{1F}\u{7F}", #""\u0000\u001f\u007f""#), ("é名😀\u{2028}", "\"é名😀\u{2028}\""), ("<&>", "\"<&>\""),
        ] as [(Value, String)])
    func scalars(value: Value, text: String) {
        #expect(JSONWriter.text(value) == text)
    }

    @Test func readsBackWhatItWrites() throws {
        let seed = SeededGenerator.testSeed
        var values = RandomValues(seed: seed)
        for round in 0..<2000 {
            let value = values.value()
            for layout in [JSONWriter.Layout.compact, .indented] {
                let bytes = JSONWriter.bytes(value, layout, sortedKeys: round % 2 == 0)
                let read = try JSONReader.value(bytes)
                #expect(
                    read.isEquivalent(to: value),
                    "seed \(seed), round \(round): \(String(decoding: bytes, as: UTF8.self))")
            }
        }
    }
}
