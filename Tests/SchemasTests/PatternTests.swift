import TestSupport
import Testing

@testable import Schemas

struct PatternTests {
    static let patterns: [(name: String, pattern: Pattern)] = [
        ("label", .label), ("subdomain", .subdomain), ("group", .group), ("kind", .kind),
        ("qualifiedName", .qualifiedName), ("annotationKey", .annotationKey),
        ("labelValue", .labelValue), ("conditionType", .conditionType), ("conditionReason", .conditionReason),
        ("controllerName", .controllerName),
    ]

    static let name63 = String(repeating: "n", count: 63)

    @Test(arguments: [
        ("label", ["a", "0", "a-b", "a--b", "app-ns", "1a"], ["", "-a", "a-", "A", "a.b", "a_b", "é", "a b", "a\n"]),
        (
            "subdomain", ["a", "a.b", "a-b.c-d", "0.1", "gateway.networking.k8s.io"],
            ["", ".", "a.", ".a", "a..b", "a.-b", "a-.b", "A", "a_b", "a/b"]
        ),
        ("group", ["", "apps", "a.b.c"], ["-", "a..b", "A", "a/b"]),
        ("kind", ["A", "a", "Service", "Foo-Bar", "x1"], ["", "1a", "a-", "-a", "a_b", "a.b", "Ä"]),
        (
            "qualifiedName", ["a", "A_b.c-d", "x/y", "example.com/a", name63, "a.b/" + name63],
            ["", "/", "a/", "/a", "a/b/c", "-a", "a-", "A.b/c", name63 + "n", "a..b/c", "é"]
        ),
        (
            "annotationKey", ["a", "x/y", "Example.COM/Foo", "a.b/" + name63],
            ["", "/", "a/", "/a", "a/b/c", "-a", name63 + "n", "A..b/c"]
        ),
        ("labelValue", ["", "a", "A_b.c-d", "0", name63], ["-a", "a-", "_", ".", "a b", "a/b", name63 + "n", "é"]),
        ("conditionType", ["Accepted", "a.b/Ready", "x"], ["", "/", "a/", "-a", "a/b/c", "A/b"]),
        ("conditionReason", ["Accepted", "a", "A_", "A,b:c_", "A1"], ["", "1", "_a", "a,", "a:", "a-b", "é"]),
        (
            "controllerName", ["example.com/x", "a/b/c", "a.b/%!$&'()*+,;=:~_-."],
            ["", "a", "a/", "/a", "A/b", "a/é", "a/ b"]
        ),
    ])
    func table(name: String, matching: [String], others: [String]) throws {
        let pattern = try #require(Self.patterns.first { $0.name == name }).pattern
        for text in matching { #expect(pattern.matches(text), "\(name): \(text)") }
        for text in others { #expect(!pattern.matches(text), "\(name): \(text)") }
    }

    /// The matchers by hand say the same as the expressions of the exported schemas.
    @Test(arguments: patterns.map(\.name))
    func matcherAgreesWithExpression(name: String) throws {
        let pattern = try #require(Self.patterns.first { $0.name == name }).pattern
        let expression = try Regex(pattern.expression)
        let seed = SeededGenerator.testSeed
        var generator = SeededGenerator(seed: seed)
        let alphabet: [Unicode.Scalar] = [
            "a", "z", "A", "Z", "0", "9", "-", "-", ".", ".", "_", "/", ":", ",", "é", " ", "%",
        ]
        var matched = 0
        for _ in 0..<5000 {
            var view = String.UnicodeScalarView()
            let count = Int.random(in: 0...7, using: &generator)
            for _ in 0..<count { view.append(alphabet.randomElement(using: &generator) ?? "a") }
            let text = String(view)
            let expected = try expression.firstMatch(in: text) != nil
            if expected { matched += 1 }
            #expect(pattern.matches(text) == expected, "seed \(seed): \(name) '\(text)'")
        }
        #expect(matched > 0)
    }

    @Test(arguments: ["labelValue", "qualifiedName"])
    func lengthsAreInTheExpression(name: String) throws {
        let pattern = try #require(Self.patterns.first { $0.name == name }).pattern
        let expression = try Regex(pattern.expression)
        for count in [1, 62, 63, 64] {
            let text = String(repeating: "x", count: count)
            let expected = try expression.firstMatch(in: text) != nil
            #expect(pattern.matches(text) == expected)
        }
    }
}
