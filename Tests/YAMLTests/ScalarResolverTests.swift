import Diagnostics
import Documents
import Testing
import Values
import YAML

/// What plain scalars mean: recorded from kubectl 1.x, which reads YAML with go-yaml v2 and the result as JSON.
struct ScalarResolverTests {
    enum Meaning: Sendable {
        case null, string
        case bool(Bool)
        case int(Int64)
        case double(Double)

        func value(_ spelling: String) -> Value {
            switch self {
            case .null: .null
            case .string: .string(spelling)
            case .bool(let bool): .bool(bool)
            case .int(let int): .int(int)
            case .double(let double): .double(double)
            }
        }
    }

    static let meanings: [(String, Meaning)] = [
        ("010", .int(8)), ("0o10", .int(8)), ("0O10", .int(8)), ("08", .int(8)), ("09", .int(9)), ("0x1F", .int(31)),
        ("0X1f", .int(31)), ("0x", .string), ("0b11", .int(3)), ("0B11", .int(3)), ("0b2", .string), ("+5", .int(5)),
        ("-0", .int(0)), ("+0", .int(0)), ("-5", .int(-5)), ("1_000", .int(1000)), ("1__0", .int(10)),
        ("_1", .string), ("1_", .int(1)), ("0_10", .int(8)), ("0x_1F", .int(31)), ("0x1_F", .int(31)),
        ("0b1_1", .int(3)), ("1e3", .int(1000)), ("1E3", .int(1000)), ("1e+3", .int(1000)), ("1e-3", .double(0.001)),
        ("1.", .int(1)), (".5", .double(0.5)), ("+.5", .double(0.5)), ("-.5", .double(-0.5)), ("+1.", .int(1)),
        (".", .string), ("..", .string), ("...", .string), (".e3", .string), ("1.e3", .int(1000)),
        ("1.5e3", .int(1500)), ("1e", .string), ("1e+", .string), ("e3", .string), ("1e400", .string),
        ("-1e400", .string), ("1e20", .double(1e+20)), ("1e21", .double(1e+21)), ("1e22", .double(1e+22)),
        ("1e18", .int(1000000000000000000)), ("1e19", .double(1e+19)), ("1.0", .int(1)), ("1.50", .double(1.5)),
        ("100.0", .int(100)), ("0.0", .int(0)), ("-0.0", .int(0)), ("0.1", .double(0.1)), ("12:30", .string),
        ("1:2:3", .string), ("12:30.5", .string), ("190:20:30", .string), ("2001-01-01", .string),
        ("2001-12-14t21:59:43.10-05:00", .string), ("2001-12-14", .string), ("yes", .bool(true)),
        ("Yes", .bool(true)), ("YES", .bool(true)), ("yEs", .string), ("no", .bool(false)), ("No", .bool(false)),
        ("NO", .bool(false)), ("on", .bool(true)), ("On", .bool(true)), ("ON", .bool(true)), ("oN", .string),
        ("off", .bool(false)), ("Off", .bool(false)), ("OFF", .bool(false)), ("y", .bool(true)), ("Y", .bool(true)),
        ("n", .bool(false)), ("N", .bool(false)), ("true", .bool(true)), ("True", .bool(true)),
        ("TRUE", .bool(true)), ("tRUE", .string), ("false", .bool(false)), ("False", .bool(false)),
        ("FALSE", .bool(false)), ("~", .null), ("null", .null), ("Null", .null), ("NULL", .null), ("nULL", .string),
        (".iNF", .string),
        (".Nan", .string), ("<<", .string), ("=", .string), ("9223372036854775807", .int(9223372036854775807)),
        ("9223372036854775808", .double(9.223372036854776e+18)),
        ("18446744073709551615", .double(1.8446744073709552e+19)),
        ("18446744073709551616", .double(1.8446744073709552e+19)),
        ("-9223372036854775808", .int(-9223372036854775808)),
        ("-9223372036854775809", .double(-9.223372036854776e+18)), ("+9223372036854775808", .double(0x1p63)),
        ("+0xffffffffffffffff", .string), ("53141982215e8", .int(5_314_198_221_500_000_000)),
        ("900719925474071992.5", .int(900_719_925_474_071_900)),
        ("9223372036854774784.0", .int(9_223_372_036_854_775_000)),
        ("9223372036854775807.0", .double(0x1p63)), ("-9223372036854775808.0", .double(-0x1p63)),
        ("-1e18", .int(-1_000_000_000_000_000_000)), ("9007199254740991.0", .int(9_007_199_254_740_991)),
        ("0x7fffffffffffffff", .int(9223372036854775807)),
        ("0xffffffffffffffff", .double(1.8446744073709552e+19)), ("0x10000000000000000", .string),
        ("-0x10", .int(-16)), ("+0x10", .int(16)), ("-0b11", .int(-3)), ("+0b11", .int(3)), ("-0o10", .int(-8)),
        ("-010", .int(-8)), ("+010", .int(8)), ("-08", .int(-8)), ("00", .int(0)), ("007", .int(7)),
        ("000", .int(0)), ("0777777777777777777777", .int(9223372036854775807)),
        ("01777777777777777777777", .double(1.8446744073709552e+19)), ("02000000000000000000000", .double(2e+21)),
        ("1_000.5", .double(1000.5)), ("1_0e3", .int(10000)), ("1,000", .string), ("1e3_0", .double(1e+30)),
        ("0x1p-2", .string), ("0x1p4", .string), ("0x1.8p1", .string), ("0x.p1", .string), ("inf", .string),
        ("nan", .string), ("Infinity", .string), ("NaN", .string), ("+inf", .string), ("-inf", .string),
        ("infinity", .string), ("1a", .string), ("0xg", .string), ("5432", .int(5432)), ("1.5", .double(1.5)),
        ("1.2.3", .string), ("10.0.0.1", .string), ("--5", .string), ("+-5", .string), ("++5", .string),
        ("+_5", .int(5)), ("-_5", .int(-5)), ("0x-5", .string), ("0x+5", .string), ("0b-1", .int(-1)),
        ("0o-7", .string), ("-0b-1", .string), ("12e03", .int(12000)), ("0e0", .int(0)), ("00.5", .double(0.5)),
        ("01.5", .double(1.5)), ("08.5", .double(8.5)), ("09e1", .int(90)), ("0.", .int(0)), ("-.", .string),
        ("+", .string), ("--", .string), ("5_", .int(5)), ("_", .string), ("0_", .int(0)), ("0__1", .int(1)),
        ("0b", .string),
        ("0b1111111111111111111111111111111111111111111111111111111111111111", .double(1.8446744073709552e+19)),
        ("0b1000000000000000000000000000000000000000000000000000000000000000", .double(9.223372036854776e+18)),
        ("-0b1000000000000000000000000000000000000000000000000000000000000000", .int(-9223372036854775808)),
        ("123456789012345678", .int(123456789012345678)), ("1234567890123456789", .int(1234567890123456789)),
        ("12345678901234567890", .double(1.2345678901234567e+19)),
        ("123456789012345678901234567890", .double(1.2345678901234568e+29)),
        ("4.9e-324", .double(.leastNonzeroMagnitude)),
        ("1e-400", .int(0)), ("1.7976931348623157e308", .double(1.7976931348623157e+308)),
        ("1.7976931348623159e308", .string), ("123456789.0", .int(123456789)), ("1e15", .int(1000000000000000)),
        ("1.5e300", .double(1.5e+300)), ("9007199254740993.0", .int(9007199254740992)),
        ("0.30000000000000004", .double(0.30000000000000004)), ("1_e3", .int(1000)), ("1._5", .double(1.5)),
        ("._5", .string), (".5_5", .double(0.55)), ("0o", .string), ("0o8", .string), ("0o_7", .int(7)),
        ("0O7", .int(7)), ("truE", .string), ("t", .string), ("f", .string), ("T", .string), ("F", .string),
        ("Yess", .string), ("ye", .string),
        (".5e3", .int(500)), (".5e1_0", .int(5000000000)), (".5_e1", .string), (".5__5", .string), (".5_", .string),
        (".0x1", .string), (".5e400", .string), (".inf_", .string), ("0b+1", .int(1)), ("0B+1", .string),
        ("0B-1", .string), ("0x_", .string),
        ("0b_1", .int(1)), ("0b-_1", .int(-1)), ("-0b+1", .string), ("+0b-1", .string), ("._", .string),
        (".1e", .string), ("-.5_5", .double(-0.55)), ("+.5_5", .double(0.55)), ("-._5", .double(-0.5)),
        ("0_b1", .int(1)),
        ("_0b1", .string), ("0b-0", .int(0)),
    ]

    @Test(arguments: meanings)
    func plainScalar(spelling: String, meaning: Meaning) {
        let stream = YAMLReader.read(SourceFile(name: "f", text: "v: \(spelling)\n"))
        #expect(stream.diagnostics.isEmpty)
        #expect(stream.documents.first?.root["v"]?.value == meaning.value(spelling))
    }

    static let notInJSON = [
        ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF", "-.inf", "-.Inf", "-.INF", ".nan", ".NaN", ".NAN",
        "!!float .inf", "!!float '.nan'",
    ]

    @Test(arguments: notInJSON)
    func numbersThatJSONDoesNotHave(spelling: String) {
        for (text, offset) in [("v: \(spelling)\n", 3), ("[&a \(spelling)]", 1), ("{k: \(spelling)}", 4)] {
            let diagnostics = YAMLReader.read(SourceFile(name: "f", text: text)).diagnostics
            #expect(diagnostics.map(\.code) == [.yamlNumber])
            let written = text.hasPrefix("[") ? "&a \(spelling)" : spelling
            #expect(diagnostics.map(\.message) == ["'\(written)' is no number in JSON, so kubectl refuses it"])
            #expect(diagnostics.map(\.help) == ["put it in quotes where a text is meant"])
            #expect(diagnostics.first?.range?.start == offset)
        }
    }

    @Test(arguments: meanings.map(\.0) + notInJSON.prefix(12))
    func quotedScalarsAreStrings(spelling: String) {
        for quoted in ["'\(spelling)'", "\"\(spelling)\"", "|-\n  \(spelling)", ">-\n  \(spelling)"] {
            let stream = YAMLReader.read(SourceFile(name: "f", text: "v: \(quoted)\n"))
            #expect(stream.documents.first?.root["v"]?.value == .string(spelling), "\(quoted)")
        }
    }

    @Test(arguments: meanings)
    func writerQuotesWhatIsNoString(spelling: String, meaning: Meaning) {
        let text = YAMLWriter.text(["v": .string(spelling)])
        #expect(YAMLReader.read(SourceFile(name: "f", text: text)).documents.first?.root["v"]?.string == spelling)
    }
}
