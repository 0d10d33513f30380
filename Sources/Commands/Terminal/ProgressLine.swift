internal import Synchronization

/// The last line of a terminal while long work goes on, such as `512/1000 routes`; whatever else is said goes above it.
///
/// It only makes the text: its callers write it, and only to a terminal.
final class ProgressLine: Sendable {
    /// Work of this many steps is long; so is any other that has taken a moment.
    private static let manySteps = 20
    private static let moment = Duration.milliseconds(500)
    /// More often than this nobody reads it.
    private static let pause = Duration.milliseconds(100)
    /// Back to the beginning of the line, and nothing left of it.
    private static let erasing = "\r\u{1B}[K"

    private struct State {
        var noun = ""
        var total = 0
        var done = 0
        var start = ContinuousClock.now
        var drawn: ContinuousClock.Instant?

        var text: String { "\(done)/\(total) \(noun)" }

        mutating func draw(at now: ContinuousClock.Instant) -> String {
            defer { drawn = now }
            return (drawn == nil ? "" : erasing) + text
        }
    }

    private let state = Mutex(State())

    /// Begins to count; what there is to write, where it is much.
    func begin(_ total: Int, of noun: String, now: ContinuousClock.Instant = .now) -> String? {
        state.withLock { state in
            state = State(noun: noun, total: total, start: now)
            return total < Self.manySteps ? nil : state.draw(at: now)
        }
    }

    /// One more is done; what there is to write, where it is time for that.
    func step(now: ContinuousClock.Instant = .now) -> String? {
        state.withLock { state in
            guard state.done < state.total else { return nil }
            state.done += 1
            let isDue: Bool
            if let drawn = state.drawn {
                isDue = state.done == state.total || now - drawn >= Self.pause
            } else {
                isDue = now - state.start >= Self.moment && state.done < state.total
            }
            return isDue ? state.draw(at: now) : nil
        }
    }

    /// Ends the count; what takes it off the terminal.
    func end() -> String? {
        state.withLock { state in
            defer { state = State() }
            return state.drawn.map { _ in Self.erasing }
        }
    }

    /// A text of whole lines as it is to be written, so that it comes to stand above the count.
    func above(_ text: String) -> String {
        state.withLock { state in
            guard state.drawn != nil else { return text }
            return Self.erasing + text + (text.hasSuffix("\n") ? state.text : "\n" + state.text)
        }
    }
}
