import Testing

@testable import DataPlane

/// Whose turn it is, without any connection.
struct BackendChooserTests {
    private func backends(_ weights: [Int], endpoints count: UInt16 = 1) -> [ForwardingBackend] {
        zip(["a", "b", "c", "d"], weights).map { name, weight in
            ForwardingBackend(
                name: name, weight: weight,
                endpoints: (0..<count).map { BackendEndpoint(host: "127.0.0.1", port: 1 + $0) })
        }
    }

    private func names(_ chooser: inout BackendChooser, _ count: Int) -> String {
        (0..<count).map { _ in chooser.next()?.backend.name ?? "-" }.joined()
    }

    @Test(arguments: [
        ([5, 1, 1], "aabacaa"), ([1, 1, 2], "cabc"), ([90, 10], "aaaaabaaaa"), ([0, 1], "bbb"), ([0, 0], "--"),
        ([], "--"), ([-3, 1_000_000], "bb"), ([.max, .max], "abab"),
    ])
    func choicesAreSpreadOut(weights: [Int], expected: String) {
        var chooser = BackendChooser(backends(weights))
        #expect(names(&chooser, expected.count) == expected)
    }

    /// A change that comes more often than a round is long would otherwise favour those that are chosen first.
    @Test func changesLeaveSharesAsTheyAre() {
        var chooser = BackendChooser(backends([1, 1, 2]))
        var chosen = ""
        for factor in 1...133 {
            chosen += names(&chooser, 3)
            chooser = BackendChooser(backends([factor, factor, 2 * factor]), continuing: chooser)
        }
        #expect(["a", "b", "c"].map { name in chosen.count { String($0) == name } } == [100, 100, 199])
    }

    @Test func newSharesHoldFromTheChangeOn() {
        var chooser = BackendChooser(backends([1, 3]))
        _ = names(&chooser, 7)
        chooser = BackendChooser(backends([3, 1, 1]), continuing: chooser)
        let chosen = names(&chooser, 500)
        for (name, share) in [("a", 300), ("b", 100), ("c", 100)] {
            #expect(abs(chosen.count { String($0) == name } - share) <= 1, "\(name)")
        }
    }

    @Test func endpointsTakeTurnsAcrossChanges() {
        var ports: [UInt16] = []
        var chooser = BackendChooser(backends([1], endpoints: 3))
        for _ in 0..<9 {
            ports += (chooser.next()?.endpoints ?? []).prefix(1).map(\.port)
            chooser = BackendChooser(backends([1, 0], endpoints: 3), continuing: chooser)
        }
        #expect(ports == [1, 2, 3, 1, 2, 3, 1, 2, 3])
    }
}
