import Testing

@testable import Applying

struct TickingTests {
    /// However long somebody takes over a tick, one waits at most.
    @Test func oneTickWaitsAtMost() {
        let ticking = Ticking()
        #expect(ticking.begins())
        #expect(!ticking.begins())
        ticking.ends()
        #expect(ticking.begins())
    }
}
