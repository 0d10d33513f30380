import Diagnostics
import Documents
import Testing
import Values
import YAML

struct YAMLReaderTests {
    static func read(_ text: String) -> YAMLStream { YAMLReader.read(SourceFile(name: "f.yaml", text: text)) }

    /// The value of the only document, when there is nothing to complain of.
    static func value(_ text: String) throws -> Value {
        let stream = read(text)
        try #require(stream.diagnostics.map(\.message) == [])
        try #require(stream.documents.count == 1)
        return stream.documents[0].root.value
    }

    @Test(arguments: [
        ("'it''s'", "it's"), ("\"a\\u0041\\x41\\n\\t\\0\\e\\_\\\\\\\"\"", "aAA\n\t\0\u{1B}\u{A0}\\\""),
        ("\"a\n  b\"", "a b"),
        ("\"a\n\n  b\"", "a\nb"), ("\"a\\\n  b\"", "ab"), ("'a\n  b'", "a b"), ("a\n  b", "a b"), ("a\n\n  b", "a\nb"),
        ("''", ""),
        ("\"\"", ""), ("\"\\U0001F600\"", "😀"), ("|\n  a\n  b", "a\nb\n"), ("|-\n  a\n  b", "a\nb"),
        ("|+\n  a\n\n", "a\n\n\n"), (">\n  a\n  b\n\n  c", "a b\nc\n"), (">-\n  a\n    b\n  c", "a\n  b\nc"),
        ("|2\n   a", " a\n"),
        ("|\n  5", "5\n"), ("|\n", ""), ("a#b", "a#b"), ("a #b", "a"), ("a:b", "a:b"), ("http://x", "http://x"),
        ("é 名", "é 名"),
        ("a\u{A0}b", "a\u{A0}b"), ("'\n\n  a\n\n'", "\na\n"),
    ])
    func strings(written: String, expected: String) throws {
        #expect(try Self.value("v: \(written)\n") == ["v": .string(expected)])
    }

    @Test(
        arguments: [
            ("!!str 5", "5"), ("!!str ~", "~"), ("!!str", ""), ("!!str true", "true"), ("!!int \"5\"", 5),
            ("!!int 0x10", 16),
            ("!!int \"0x10\"", 16), ("!!float 1", 1), ("!!float 1.5", .double(1.5)), ("!!float \"1.5\"", .double(1.5)),
            ("!!bool yes", true), ("!!bool \"yes\"", true), ("!!null ~", .null),
            ("!!null \"\"", .null),
            ("!!float 0x10", 16), ("!!float 9007199254740993", 9_007_199_254_740_992),
            ("!!float 9223372036854775807", .double(0x1p63)), ("!!int 18446744073709551615", .double(0x1p64)),
            ("!!binary aGVsbG8=", "hello"), ("!!binary |\n  aGVs\n  bG8=", "hello"), ("!!binary /w==", "\u{FFFD}"),
            ("!!binary 8J+YgPCfmA==", "😀\u{FFFD}\u{FFFD}\u{FFFD}"),
            ("!!binary 7aCAwK8=", .string(String(repeating: "\u{FFFD}", count: 5))),
            ("!!binary \"\"", ""), ("!custom 5", "5"), ("!custom abc", "abc"), ("! 5", "5"),
            ("!!timestamp 2001-01-01", "2001-01-01"),
            ("!!foo 5", "5"), ("!!merge <<", "<<"), ("!<tag:yaml.org,2002:int> \"7\"", 7), ("!!map {a: 1}", ["a": 1]),
            ("!!set {a: null}", ["a": .null]), ("!custom {a: 1}", ["a": 1]), ("!!str {a: 1}", ["a": 1]),
            ("!!seq [1]", [1]),
        ] as [(String, Value)])
    func tags(written: String, expected: Value) throws {
        #expect(try Self.value("v: \(written)\n") == ["v": expected])
    }

    @Test(arguments: [
        ("!!int abc", "'abc' is not what its tag '!!int' says"),
        ("!!int 1.5", "'1.5' is not what its tag '!!int' says"),
        ("!!int 1.0", "'1.0' is not what its tag '!!int' says"),
        ("!!int 1e3", "'1e3' is not what its tag '!!int' says"),
        ("!!int 08", "'08' is not what its tag '!!int' says"), ("!!int .5", "'.5' is not what its tag '!!int' says"),
        ("!!float 18446744073709551615", "'18446744073709551615' is not what its tag '!!float' says"),
        ("!!float abc", "'abc' is not what its tag '!!float' says"),
        ("!!bool 1", "'1' is not what its tag '!!bool' says"),
        ("!!null abc", "'abc' is not what its tag '!!null' says"),
        ("!!binary \"***\"", "'!!binary' is not followed by base64"),
        ("!!binary a", "'!!binary' is not followed by base64"),
        ("!!binary 'aGVs bG8='", "'!!binary' is not followed by base64"),
        ("!!binary \"aGVs\\tbG8=\"", "'!!binary' is not followed by base64"),
        ("!!binary >\n  aGVs\n  bG8=", "'!!binary' is not followed by base64"),
        ("!!timestamp x", "'x' is not what its tag '!!timestamp' says"),
        ("!!timestamp 5", "'5' is not what its tag '!!timestamp' says"),
        ("!!timestamp ''", "'' is not what its tag '!!timestamp' says"),
        ("!!binary a=bc", "'!!binary' is not followed by base64"),
    ])
    func wrongTags(written: String, message: String) {
        let diagnostics = Self.read("v: \(written)\n").diagnostics
        #expect(diagnostics.map(\.message) == [message])
        #expect(diagnostics.map(\.code) == [.yamlTag])
        #expect(diagnostics.first?.range?.start == 3)
    }

    @Test(arguments: [
        "2001-01-01", "2001-1-1", "2001-01-01T10:00:00Z", "2001-01-01 10:00:00", "2001-01-01t10:00:00.5+01:00",
        "2001-1-1 1:0:0", "2001-01-01T10:00:00,5Z", "2001-01-01T10:00:00+24:00", "2001-01-01T10:00:00+23:60",
        "2000-02-29", "2001-01-01 10:00:00.123456789012", "0000-1-1", "2001-1-31t23:59:59-00:00",
    ])
    func timestamps(text: String) throws {
        #expect(try Self.value("v: !!timestamp \(text)\n") == ["v": .string(text)])
    }

    @Test(arguments: [
        "2001-02-30", "2001-01-01T25:00:00Z", "2001-01-01T10:00:00", "2001-01-01 10:00:00 Z", "2001-13-01", "20010101",
        "2001-01-01T10:00:00.Z", "2001-01-01T10:00:00+25:00", "2001-01-01T10:00:00z", "2001-01-01T10:00:60Z",
        "1900-02-29", "2001-001-01", "2001-01-01T10:00:00.5", "2001-0-1", "2001-1-0", "2001-01-01T10:00:00+1:00",
    ])
    func noTimestamps(text: String) {
        #expect(
            Self.read("v: !!timestamp \(text)\n").diagnostics.map(\.message)
                == ["'\(text)' is not what its tag '!!timestamp' says"])
    }

    @Test(
        arguments: [
            ("{1: a}", ["1": "a"]), ("{true: a}", ["true": "a"]), ("{yes: a}", ["true": "a"]),
            ("{1.5: a}", ["1.5": "a"]),
            ("{0x10: a}", ["16": "a"]), ("{1e3: a}", ["1000": "a"]), ("{1.0: a}", ["1": "a"]),
            ("{2001-01-01: a}", ["2001-01-01": "a"]),
            ("{.inf: a}", [".inf": "a"]), ("{-.inf: a}", ["-.inf": "a"]), ("{.nan: a}", [".nan": "a"]),
            ("{\"null\": a}", ["null": "a"]), ("{'': a}", ["": "a"]), ("{? a}", ["a": .null]),
            ("{a, b: 1}", ["a": .null, "b": 1]),
            ("[a,]", ["a"]), ("[é: 1]", [["é": 1]]), ("[? a]", [["a": .null]]), ("{? a : b}", ["a": "b"]),
        ] as [(String, Value)])
    func keysAndFlow(written: String, expected: Value) throws {
        #expect(try Self.value("v: \(written)\n") == ["v": expected])
    }

    @Test(
        arguments: [
            ("", []), ("# only a comment\n", []), ("\n\n", []), ("---\n", []), ("---\n---\n# c\n--- # d", []),
            ("a: 1\n---\nb: 2\n", [["a": 1], ["b": 2]]), ("a: 1\n---\n---\nb: 2\n", [["a": 1], ["b": 2]]),
            ("---\na: 1\n...\n", [["a": 1]]), ("a: 1\n---\n# end\n", [["a": 1]]), ("a: 1\n---", [["a": 1]]),
            ("a: 1\n---\n~\n---\nb: 1", [["a": 1], .null, ["b": 1]]), ("5", [5]), ("- a\n- - b\n", [["a", ["b"]]]),
            ("\u{FEFF}a: 1\n", [["a": 1]]), ("\u{FEFF}a: 1\nb:\n  c: 2\n", [["a": 1, "b": ["c": 2]]]), ("\u{FEFF}", []),
            ("\u{FEFF}\u{FEFF}a: 1\nb: 2\n", [["a": 1, "b": 2]]),
            (
                "a: é\n---\n\u{FEFF}a: 1\nb: [é\u{FEFF}]\n--- # x\r\n\u{FEFF}- a\n- b",
                [["a": "é"], ["a": 1, "b": ["é\u{FEFF}"]], ["a", "b"]]
            ),
            ("\u{FEFF}---\na: 1\n---\t \n\u{FEFF}---\nb: 1\n", [["a": 1], ["b": 1]]),
            ("a: 1\r\nb:\r\n- 2\r\n", [["a": 1, "b": [2]]]), ("a: 1\rb: 2\r", [["a": 1, "b": 2]]),
            ("{\"a\": [1, \"b\"]}", [["a": [1, "b"]]]), ("{a: [1, b]}", [["a": [1, "b"]]]),
        ] as [(String, [Value])])
    func documents(text: String, expected: [Value]) {
        let stream = Self.read(text)
        #expect(stream.diagnostics.map(\.message) == [])
        #expect(stream.documents.map(\.root.value) == expected)
        #expect(stream.documents.map(\.number) == Array(expected.indices))
    }

    /// A kubeconfig and the body of a request are not cut at separators first.
    @Test(
        arguments: [
            ("%YAML 1.1\n---\na: 1\n", [["a": 1]]), ("--- !!map\na: 1\n", [["a": 1]]), ("--- a", ["a"]),
            ("a: |\n  b", [["a": "b"]]), ("a: |\n  b\r\r\n  c", [["a": "b\n\nc"]]), ("a: \"it\\'s\"", [["a": "it's"]]),
            ("a: 1\n...\n---\nb: 2", [["a": 1], ["b": 2]]), ("{\"a\": [1, \"b\"]}", [["a": [1, "b"]]]),
            ("%TAG ! tag:yaml.org,2002:\n---\na: !str 1\n", [["a": "1"]]),
        ] as [(String, [Value])])
    func wholeTexts(text: String, expected: [Value]) {
        let stream = YAMLReader.readWhole(SourceFile(name: "f", text: text))
        #expect(stream.diagnostics.map(\.message) == [])
        #expect(stream.documents.map(\.root.value) == expected)
    }

    @Test func documentsBeforeASyntaxErrorAreKept() {
        let stream = Self.read("a: 1\n---\nb: [\n")
        #expect(stream.documents.map(\.root.value) == [["a": 1]])
        #expect(stream.diagnostics.map(\.document) == [1])
    }

    @Test func repeatedKeys() {
        let stream = Self.read("a: 1\nb:\n  c: 1\n  'c': 2\na: 2\n0xa: 1\n10: 2\n")
        #expect(stream.documents.first?.root.value == ["a": 2, "b": ["c": 2], "10": 2])
        #expect(
            TextRenderer().render(stream.diagnostics) == """
                f.yaml:4:3: error: the key 'c' is repeated in this mapping [duplicate-key]
                  4 |   'c': 2
                    |   ^^^
                f.yaml:3:3: note: the first 'c' is here
                  3 |   c: 1
                    |   ^
                  help: kubectl would silently keep the last one; remove one of the two

                f.yaml:5:1: error: the key 'a' is repeated in this mapping [duplicate-key]
                  5 | a: 2
                    | ^
                f.yaml:1:1: note: the first 'a' is here
                  1 | a: 1
                    | ^
                  help: kubectl would silently keep the last one; remove one of the two

                f.yaml:7:1: error: the key '10' is repeated in this mapping [duplicate-key]
                  7 | 10: 2
                    | ^^
                f.yaml:6:1: note: the first '10' is here
                  6 | 0xa: 1
                    | ^^^
                  help: kubectl would silently keep the last one; remove one of the two

                """)
    }

    @Test(
        arguments: [
            ([0xFF, 0xFE, 0x61, 0x00, 0x0A], "incomplete UTF-8 octet sequence at byte 1"),
            ([0xFE, 0xFF, 0x00, 0xE9, 0x00], "incomplete UTF-8 octet sequence at byte 2"),
            ([0xFF, 0xFE, 0x61, 0x00, 0x3D, 0xD8, 0x0A, 0x00], "invalid Unicode character at byte 1"),
            ([0xFE, 0xFF, 0xD8, 0x3D, 0xDE, 0x00, 0xDE, 0x00], "invalid Unicode character at byte 4"),
            ([0xFE, 0xFF, 0xD8, 0x3D, 0xD8, 0x3D, 0xDE, 0x00], "invalid Unicode character at byte 0"),
        ] as [([UInt8], String)])
    func damagedUTF16(bytes: [UInt8], message: String) {
        let diagnostics = YAMLReader.read(YAMLReader.sourceFile(name: "f", bytes: bytes)).diagnostics
        #expect(diagnostics.map(\.message) == [message])
        #expect(diagnostics.map(\.code) == [.yamlEncoding])
    }

    @Test func utf16WithByteOrderMark() {
        let text = "a: é😀\n"
        let units = Array(text.utf16)
        let little: [UInt8] = [0xFF, 0xFE] + units.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
        let big: [UInt8] = [0xFE, 0xFF] + units.flatMap { [UInt8($0 >> 8), UInt8(truncatingIfNeeded: $0)] }
        for bytes in [little, big] {
            let source = YAMLReader.sourceFile(name: "f", bytes: bytes)
            #expect(source.bytes == Array(text.utf8))
            #expect(YAMLReader.read(source).documents.first?.root.value == ["a": "é😀"])
        }
        #expect(YAMLReader.sourceFile(name: "f", bytes: [0xFF]).bytes == [0xFF])
        #expect(YAMLReader.sourceFile(name: "f", bytes: []).bytes.isEmpty)
    }
}
