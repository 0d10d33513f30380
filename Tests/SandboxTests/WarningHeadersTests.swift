import Testing

@testable import Sandbox

struct WarningHeadersTests {
    private static let long = String(repeating: "ä", count: 300)
    private static let cut = String(repeating: "ä", count: 256)

    @Test(arguments: [
        ([], []), ([""], []), (["a", "b", "a"], ["a", "b"]), ([#"a "b" \c"#], [#"a \"b\" \\c"#]), (["a\nb"], ["a b"]),
        (["a\"\u{301}b"], ["a\\\"\u{301}b"]),
        // As much as there may be.
        ([String(repeating: "x", count: 4096)], [String(repeating: "x", count: 4096)]),
        ([String(repeating: "x", count: 4097)], [String(repeating: "x", count: 256)]),
        (["a"] + [String(repeating: "x", count: 4096), "b"], ["a", String(repeating: "x", count: 256), "b"]),
    ])
    func eachOnceAndInItsOrder(_ warnings: [String], _ expected: [String]) {
        #expect(WarningHeaders(warnings).values == expected.map { "299 - \"\($0)\"" })
    }

    /// Those that were there when the limit was passed are all sent, cut off, and then as many as still fit.
    @Test func manyAreCutOff() {
        let warnings = (0..<40).map { "\(10 + $0)" + Self.long }
        let values = WarningHeaders(warnings).values
        #expect(values.count == 16)
        #expect(values == (0..<16).map { "299 - \"\(10 + $0)\(Self.cut.dropLast(2))\"" })
    }

    @Test func thereAreNotMoreThanFit() {
        let values = WarningHeaders((0..<5000).map { "\(1000 + $0)" }).values
        #expect(values.count == 1025)
    }
}
