import Diagnostics
import Documents
import Testing
import Values
import YAML

/// What becomes of keys that are no texts: recorded from kubectl.
struct KeyTests {
    static let keys: [(String, String)] = [
        ("1", "1"), ("1_000", "1000"), ("0x10", "16"), ("010", "8"), ("-0", "0"), ("+5", "5"), ("true", "true"),
        ("No", "false"), ("9223372036854775807", "9223372036854775807"), ("1.5", "1.5"), ("1.0", "1"), ("1e3", "1000"),
        ("0.123456789", "0.12345679"), ("1e6", "1e+06"), ("01901549", "1.901549e+06"), ("1234567.5", "1.2345675e+06"),
        ("12345678.0", "1.2345678e+07"), ("123456.0", "123456"), ("08", "8"), ("-0.0", "-0"), ("+0.0", "0"),
        ("-0e5", "-0"), ("1e-4", "0.0001"), ("1e-5", "1e-05"), ("1e39", ".inf"), ("-1e39", "-.inf"), ("1e-50", "0"),
        ("18446744073709551616", "1.8446744e+19"), ("+9223372036854775808", "9.223372e+18"),
        ("-9223372036854775809", "-9.223372e+18"), (".inf", ".inf"), ("-.Inf", "-.inf"), (".NaN", ".nan"),
        ("!!float 5", "5"), ("!!float 1000000", "1e+06"), ("!!int \"5\"", "5"), ("!!str ~", "~"), ("!!str 1e6", "1e6"),
        ("!!bool yes", "true"), ("!!timestamp 2001-01-01", "2001-01-01"), ("2001-01-01", "2001-01-01"),
        ("!!binary /w==", "\u{FFFD}"), ("'1e6'", "1e6"), ("\"\\x31\"", "1"), ("1e400", "1e400"),
    ]

    @Test(arguments: keys)
    func text(written: String, expected: String) {
        for text in ["{\(written) : v}", "\(written) : v\n", "? \(written)\n: v\n"] {
            let stream = YAMLReaderTests.read(text)
            #expect(stream.diagnostics.map(\.message) == [])
            #expect(stream.documents.first?.root.value == .object([expected: "v"]), "\(text)")
            #expect(stream.documents.first?.root.entry(expected)?.key.sourceText == written)
        }
    }

    /// What a value was as an anchor, a key is where its alias stands.
    @Test(arguments: keys.filter { !$0.0.contains("inf") && !$0.0.contains("Inf") && !$0.0.contains("NaN") })
    func throughAnAlias(written: String, expected: String) throws {
        let value = try YAMLReaderTests.value("- &a \(written)\n- *a : v\n")
        #expect(value[1] == .object([expected: "v"]))
    }

    @Test(arguments: [
        ("{~: a}", "a key must not be null", 1), ("{null: a}", "a key must not be null", 1),
        ("{!!null '': a}", "a key must not be null", 1), ("? ~\n: a", "a key must not be null", 2),
        ("[&a ~, {*a : b}]", "a key must not be null", 8), ("{[a]: b}", "a key must be a scalar, not a list", 1),
        ("{ {a: 1}: b}", "a key must be a scalar, not a mapping", 2),
        ("[&a [], {*a : b}]", "a key must be a scalar", 9),
        ("{9223372036854775808: a}", "a key must not be a number from 2^63 on; put it in quotes", 1),
        ("{0xffffffffffffffff: a}", "a key must not be a number from 2^63 on; put it in quotes", 1),
        ("[&a 9223372036854775808, {*a : b}]", "a key must not be a number from 2^63 on; put it in quotes", 26),
    ])
    func refused(text: String, message: String, offset: Int) {
        let diagnostics = YAMLReaderTests.read("# c\n" + text).diagnostics
        #expect(diagnostics.map(\.message) == [message])
        #expect(diagnostics.map(\.code) == [.yamlKey])
        #expect(diagnostics.map(\.range?.start) == [offset + 4])
    }

    /// Keys are repeated where JSON would have one.
    @Test(arguments: [
        ("{1: a, \"1\": b}", "1"), ("{0.1: a, 0.10000000001: b}", "0.1"), ("{yes: a, true: b}", "true"),
        ("{1e6: a, '1e+06': b}", "1e+06"), ("{.inf: a, 1e39: b}", ".inf"), ("{8: a, 010: b}", "8"),
    ])
    func repeated(text: String, key: String) {
        #expect(
            YAMLReaderTests.read(text).diagnostics.map(\.message) == ["the key '\(key)' is repeated in this mapping"])
    }
}
