import TestSupport
import Testing

@testable import Diagnostics
@testable import Documents
@testable import Values

/// RFC 8259, with the answers of Go's decoder where it leaves room.
struct JSONReaderTests {
    static func value(_ text: String) throws(JSONError) -> Value { try JSONReader.value(Array(text.utf8)) }

    @Test(
        arguments: [
            ("null", .null), ("true", true), ("false", false), (" \t\r\n1 \n", 1), ("\"\"", ""), ("[]", []),
            ("{}", [:]),
            ("[1,[2],{\"a\":[3]}]", [1, [2], ["a": [3]]]), ("{ \"a\" : 1 , \"b\" : null }", ["a": 1, "b": .null]),
            ("[ ]", []), ("{ }", [:]), ("{\"\":0}", ["": 0]),
            ("\"a\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "a\"\\/\u{8}\u{C}\n\r\t"), ("\"\\u0041\\u00e9\\u20AC\"", "Aé€"),
            ("\"\\u0000\"", "\0"), ("\"\u{7F}\u{2028}\"", "\u{7F}\u{2028}"), ("\"名😀\"", "名😀"),
            ("\"\\ud83d\\ude00\"", "😀"), ("\"\\uD83D\\uDE00x\"", "😀x"), ("\"\\udbff\\udfff\"", "\u{10FFFF}"),
            ("\"\\ud83d\"", "\u{FFFD}"), ("\"\\ude00\"", "\u{FFFD}"), ("\"\\ud83dx\"", "\u{FFFD}x"),
            ("\"\\ud83d\\n\"", "\u{FFFD}\n"), ("\"\\ud83d\\u0041\"", "\u{FFFD}A"),
            ("\"\\ud83d\\ud83d\\ude00\"", "\u{FFFD}😀"), ("\"\\ude00\\ud83d\"", "\u{FFFD}\u{FFFD}"),
        ] as [(String, Value)])
    func values(text: String, expected: Value) throws {
        #expect(try Self.value(text) == expected)
    }

    @Test(
        arguments: [
            ("0", .int(0)), ("-0", .int(0)), ("-1", .int(-1)), ("5432", .int(5432)),
            ("9223372036854775807", .int(.max)), ("-9223372036854775808", .int(.min)),
            ("9223372036854775808", .double(9.223372036854775808e18)),
            ("18446744073709551615", .double(1.8446744073709552e19)),
            ("1.0", .double(1)), ("1.5", .double(1.5)), ("-0.25", .double(-0.25)), ("1e3", .double(1000)),
            ("1E+3", .double(1000)), ("1e-3", .double(0.001)), ("1e308", .double(1e308)), ("1e-400", .double(0)),
            ("123456789012345678901234567890", .double(1.2345678901234568e29)),
        ] as [(String, Value)])
    func numbers(text: String, expected: Value) throws {
        #expect(try Self.value(text) == expected)
    }

    @Test(arguments: [
        ("", "the text ends where a JSON value was expected", 0),
        ("  ", "the text ends where a JSON value was expected", 2),
        ("nul", "expected 'null'", 0), ("True", "expected a JSON value", 0),
        ("nullx", "there is more text after the JSON value", 4),
        ("1 2", "there is more text after the JSON value", 2), ("{} {}", "there is more text after the JSON value", 3),
        ("'a'", "expected a JSON value", 0), ("+1", "expected a JSON value", 0), (".5", "expected a JSON value", 0),
        ("01", "a number has a leading zero", 2), ("-01", "a number has a leading zero", 3),
        ("-", "expected a digit", 1),
        ("1.", "expected a digit", 2), ("1.e3", "expected a digit", 2), ("1e", "expected a digit", 2),
        ("1e+", "expected a digit", 3), ("-a", "expected a digit", 1),
        ("NaN", "expected a JSON value", 0), ("Infinity", "expected a JSON value", 0),
        ("0x10", "there is more text after the JSON value", 1),
        ("[1,]", "expected a JSON value", 3), ("[,1]", "expected a JSON value", 1), ("[1 2]", "expected ',' or ']'", 3),
        ("[1", "expected ',' or ']'", 2), ("[", "the text ends where a JSON value was expected", 1),
        ("{\"a\":1,}", "expected a key in double quotes", 7), ("{a:1}", "expected a key in double quotes", 1),
        ("{1:1}", "expected a key in double quotes", 1), ("{\"a\" 1}", "expected ':' after the key", 5),
        ("{\"a\":}", "expected a JSON value", 5), ("{\"a\":1 \"b\":2}", "expected ',' or '}'", 7),
        ("{", "expected a key in double quotes", 1), ("{\"a\":1", "expected ',' or '}'", 6),
        ("]", "expected a JSON value", 0),
        ("\"a", "a string is not closed", 0), ("\"a\\", "a string is not closed", 3),
        ("\"a\\\"", "a string is not closed", 0),
        ("\"a\nb\"", "a control character stands in a string", 2),
        ("\"\u{1}\"", "a control character stands in a string", 1),
        ("\"\\x41\"", "unknown escape in a string", 1), ("\"\\'\"", "unknown escape in a string", 1),
        ("\"\\u12\"", "expected four hexadecimal digits", 3), ("\"\\u12g4\"", "expected four hexadecimal digits", 3),
        ("\"\\u+123\"", "expected four hexadecimal digits", 3), ("\"\\u-000\"", "expected four hexadecimal digits", 3),
        ("\"\\ud83d\\u+e00\"", "expected four hexadecimal digits", 9),
        ("// x\n1", "expected a JSON value", 0), ("\u{FEFF}1", "expected a JSON value", 0),
        ("1\0", "there is more text after the JSON value", 1),
    ])
    func errors(text: String, message: String, offset: Int) {
        #expect(throws: JSONError(message: message, offset: offset)) { try Self.value(text) }
    }

    @Test(arguments: [("1e400", 0), ("[1, -1e309]", 4)])
    func numbersOutOfRange(text: String, offset: Int) {
        let error = JSONError(message: "the number does not fit a double", offset: offset, reason: .number)
        #expect(throws: error) { try Self.value(text) }
    }

    @Test(
        arguments: [
            [0x22, 0xFF, 0x22], [0x22, 0xC3, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22], [0x22, 0xC0, 0xAF, 0x22],
            [0x22, 0xF4, 0x90, 0x80, 0x80, 0x22], [0x22, 0x5C, 0x6E, 0x80, 0x22],
        ] as [[UInt8]])
    func invalidUTF8(bytes: [UInt8]) {
        #expect(throws: JSONError(message: "a string is not valid UTF-8", offset: 1)) { try JSONReader.value(bytes) }
    }

    @Test func depthIsBounded() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        func error(_ offset: Int) -> JSONError {
            JSONError(message: "nested more than 512 levels deep", offset: offset, reason: .limit)
        }
        _ = try Self.value(nested(512))
        #expect(throws: error(512)) {
            try Self.value(nested(513))
        }
        #expect(throws: error(512)) {
            try Self.value(String(repeating: "[", count: 1_000_000))
        }
        let objects = String(repeating: "{\"a\":", count: 600)
        #expect(throws: error(512 * 5)) {
            try Self.value(objects)
        }
    }

    @Test func repeatedKeysAreNotedAndTheLastCounts() throws {
        let file = SourceFile(name: "f", text: #"{"a":1,"b":{"c":1,"c":2},"a":3,"\u0061":4}"#)
        let document = try JSONReader.read(file)
        #expect(document.root.value == ["a": 4, "b": ["c": 2]])
        #expect(document.duplicateKeys.map(\.key) == ["c", "a", "a"])
        #expect(document.duplicateKeys.map(\.range.start) == [18, 25, 31])
        #expect(document.duplicateKeys.map(\.first.start) == [12, 1, 1])
    }

    @Test func repeatedKeysOfALargeObjectAreNoted() throws {
        let members = (0..<40).map { "\"k\($0)\":\($0)" } + ["\"k7\":1"]
        let document = try JSONReader.read(SourceFile(name: "f", text: "{\(members.joined(separator: ","))}"))
        #expect(document.duplicateKeys.map(\.key) == ["k7"])
        #expect(document.root["k7"]?.value == 1)
    }

    @Test func nodesKnowTheirRanges() throws {
        let text = #"{ "aé": [1, "x\n", {}] , "b": -1.5e2 }"#
        let root = try JSONReader.read(SourceFile(name: "f", text: text)).root
        #expect(root.sourceText == text)
        #expect(root.entries.map(\.key.sourceText) == ["\"aé\"", "\"b\""])
        #expect(root.entries.map(\.value.sourceText) == [#"[1, "x\n", {}]"#, "-1.5e2"])
        #expect(root["aé"]?.elements.map(\.sourceText) == ["1", #""x\n""#, "{}"])
        #expect(root["b"]?.range.start == 31)
        #expect(root["b"]?.range.end == 37)
        #expect(root["b"]?.range.startLocation == SourceLocation(line: 1, column: 31, offset: 31))
    }

    @Test func errorsSayWhere() {
        #expect(JSONError(message: "expected a digit", offset: 7).description == "expected a digit (at byte 7)")
    }
}

/// Whatever bytes come, reading ends with a value or with a place.
struct JSONMutationTests {
    @Test func nothingCrashes() {
        let seed = SeededGenerator.testSeed
        var values = RandomValues(seed: seed)
        for round in 0..<2000 {
            var bytes = JSONWriter.bytes(values.value())
            for _ in 0...Int.random(in: 0...2, using: &values.generator) {
                let position = Int.random(in: 0...bytes.count, using: &values.generator)
                if position < bytes.count, Bool.random(using: &values.generator) {
                    bytes[position] = UInt8.random(in: 0...255, using: &values.generator)
                } else {
                    bytes.insert(
                        Array("\"\\u{}[]:,-+.e0tfn".utf8).randomElement(using: &values.generator) ?? 0, at: position)
                }
            }
            do throws(JSONError) {
                _ = try JSONReader.value(bytes)
            } catch {
                #expect((0...bytes.count).contains(error.offset), "seed \(seed), round \(round)")
            }
        }
    }

    private static func stream(
        _ text: String, documents: Int = 10, nodes: Int = 10, depth: Int = 10
    ) -> JSONReader.Stream {
        JSONReader.stream(
            SourceFile(name: "f", text: text), from: 1, maximumDocuments: documents, maximumNodes: nodes,
            maximumDepth: depth)
    }

    @Test(
        arguments: [
            ("~", [], 1, nil), ("~ \n", [], 1, nil), ("~{}", [[:]], 3, nil),
            ("~ 1 [2]\n\"a\" ", [1, [2], "a"], 11, nil),
            ("~{}{\"a\":1}", [[:], ["a": 1]], 10, nil), ("~ {} ---\n", [[:]], 4, 6), ("~x", [], 1, 1),
            ("~{} {\"a\": [1,", [[:]], 3, 13),
        ] as [(String, [Value], Int, Int?)])
    func valuesAtTheStart(text: String, values: [Value], end: Int, failure: Int?) {
        let stream = Self.stream(text)
        #expect(stream.documents.map(\.root.value) == values)
        #expect(stream.documents.map(\.number) == Array(values.indices))
        #expect(stream.end == end)
        #expect(stream.failure?.offset == failure)
        #expect(stream.failure.map { $0.reason == .syntax } ?? true)
    }

    @Test func streamsAreBounded() {
        func failure(_ stream: JSONReader.Stream) -> JSONError? { stream.failure }
        #expect(
            failure(Self.stream("~1 2 3", documents: 2))
                == JSONError(message: "the text has more than 2 documents", offset: 5, reason: .limit))
        #expect(
            failure(Self.stream("~1 [2, 3]", nodes: 2))
                == JSONError(message: "the document has more than 2 values", offset: 7, reason: .limit))
        #expect(
            failure(Self.stream("~[[[]]]", depth: 2))
                == JSONError(message: "nested more than 2 levels deep", offset: 3, reason: .limit))
        #expect(Self.stream("~1 2", documents: 2, nodes: 1).failure == nil)
    }
}
