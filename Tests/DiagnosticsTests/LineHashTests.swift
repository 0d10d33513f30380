import Diagnostics
import Testing

/// The hashes are those that GitHub's upload computes, so that neither side doubts the other's.
struct LineHashTests {
    static let sixLines = [
        "e9496ae3ebfced30:1", "fb7c023a8b9ccb3f:1", "ce8ba1a563dcdaca:1", "e20e36e16fcb0cc8:1", "b3edc88f2938467e:1",
        "c8e28b0b4002a3a0:1", "c129715d7a2bc9a3:1",
    ]

    @Test(arguments: [
        ("", ["c129715d7a2bc9a3:1"]),
        (
            " a\nb\n  \t\tc\n d",
            ["271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"]
        ),
        (" hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End\n", sixLines),
        (" hello; \t\nworld!!!\r\r\r  \t\tGreetings\r End\r", sixLines),
        (" hello; \t\r\nworld!!!\r\n\n\r  \t\tGreetings\r End\r\n", sixLines),
        (
            String(repeating: "Lorem ipsum dolor sit amet.\n", count: 10),
            (1...6).map { "a7f2ff13bc495cf2:\($0)" } + [
                "a7f2ff1481e87703:1", "a9cf91f7bbf1862b:1", "55ec222b86bcae53:1", "cc97dc7b1d7d8f7b:1",
                "c129715d7a2bc9a3:1",
            ]
        ),
    ])
    func hashes(text: String, expected: [String]) {
        let file = SourceFile(name: "a.yaml", text: text)
        for count in 0...expected.count + 1 {
            #expect(file.lineHashes(upTo: count) == Array(expected.prefix(count)))
        }
    }

    @Test func aLineIsKnownAgainWhereOthersMovedIt() {
        let line = "port: 5432"
        let rest = String(repeating: "x", count: 100)
        let before = SourceFile(name: "a.yaml", text: "\(line)\n\(rest)")
        let after = SourceFile(name: "a.yaml", text: "# a comment\n\n  \(line)\r\n\(rest)y")
        #expect(after.lineHashes(upTo: 3)[2] == before.lineHashes(upTo: 1)[0])
    }
}
