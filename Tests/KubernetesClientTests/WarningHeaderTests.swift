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
}
