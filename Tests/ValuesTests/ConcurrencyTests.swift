import Synchronization
import Testing
import Values

struct ConcurrencyTests {
    @Test(arguments: [(1, 1), (3, 1), (3, 7), (100, 1), (0, 0), (2, 1000)])
    func resultsKeepTheirOrder(limit: Int, share: Int) async {
        let numbers = Array(0..<50)
        let results = await numbers.mapConcurrently(limit: limit, share: share) { number in
            if number % 3 == 0 { await Task.yield() }
            return number * 2
        }
        #expect(results == numbers.map { $0 * 2 })
        #expect(await [Int]().mapConcurrently(limit: limit, share: share) { $0 } == [])
    }

    @Test func noMoreRunThanAreAllowed() async {
        let running = Mutex((now: 0, most: 0))
        _ = await Array(0..<60).mapConcurrently(limit: 4) { _ in
            running.withLock {
                $0.now += 1
                $0.most = max($0.most, $0.now)
            }
            for _ in 0..<5 { await Task.yield() }
            running.withLock { $0.now -= 1 }
        }
        #expect(running.withLock { $0.most } <= 4)
        #expect(running.withLock { $0.most } > 1)
    }

    private struct Refused: Error {}

    @Test func anErrorEndsIt() async {
        let done = Mutex(0)
        await #expect(throws: Refused.self) {
            try await Array(0..<1000).mapConcurrently(limit: 2) { number in
                if number == 3 { throw Refused() }
                try await Task.sleep(for: .microseconds(100))
                done.withLock { $0 += 1 }
            }
        }
        #expect(done.withLock { $0 } < 100)
    }
}
