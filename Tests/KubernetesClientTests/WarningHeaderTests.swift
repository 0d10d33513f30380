import Testing

@testable import KubernetesClient

struct WarningHeaderTests {
    @Test(arguments: [
        ("299 - \"deprecated\"", ["deprecated"]),
        ("299 - \"one\", 299 - \"two, with a comma\"", ["one", "two, with a comma"]),
        (#"299 - "a \"quoted\" word \\""#, [#"a "quoted" word \"#]),
        ("299 kube \"dated\" \"Wed, 21 Oct 2026 07:28:00 GMT\", 299 - \"next\"", ["dated", "next"]),
        ("110 - \"stale\"", []), ("299 - \"open", ["open"]), ("nonsense", []), ("", []),
    ])
    func texts(header: String, expected: [String]) {
        #expect(WarningHeader.texts(in: header) == expected)
    }

    @Test func pausesGrowAndAreBounded() {
        let policy = RetryPolicy()
        for (attempt, longest) in [(1, 100), (2, 200), (4, 800), (10, 5000), (1_000_000, 5000)] {
            let delay = policy.delay(afterAttempt: attempt)
            #expect(delay <= .milliseconds(longest) && delay >= .milliseconds(longest / 2))
        }
    }
}
