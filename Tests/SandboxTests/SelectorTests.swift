import Testing
import Values

@testable import Sandbox

struct SelectorTests {
    static let labels = ["app": "db", "tier": "back", "n": "5"]

    @Test(arguments: [
        ("app=db", true), ("app==db", true), ("app = web", false), ("app!=web", true), ("none!=web", true),
        ("app", true), ("!app", false), ("! none", true), ("app in (web, db)", true), ("app notin (web,db)", false),
        ("none notin (a)", true), ("app=db,tier=back", true), ("app=db,tier=front", false), ("n>4", true),
        ("n<5", false), ("", true), ("app=", false), ("none=", false),
    ])
    func labelSelectors(_ text: String, _ expected: Bool) throws {
        var parser = LabelSelectorParser(text)
        #expect(try parser.parse().allSatisfy { $0.matches(Self.labels) } == expected)
    }

    @Test(arguments: [
        ("==", "found '==', expected: !, identifier, or 'end of string'"),
        ("a b", "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"),
        ("a in b", "unable to parse requirement: found 'b', expected: '('"),
        ("a in (b", "unable to parse requirement: found '', expected: ',' or ')'"),
        ("a=b c", "found 'c', expected: ',' or 'end of string'"),
        ("a===", "unable to parse requirement: found '=', expected: identifier"),
        ("!", "unable to parse requirement: found '', expected: identifier"),
    ])
    func brokenLabelSelectors(_ text: String, _ message: String) {
        var parser = LabelSelectorParser(text)
        let error = #expect(throws: APIFailure.self) { try parser.parse() }
        #expect(error?.message == message)
        #expect(error?.code == 400)
    }
}
