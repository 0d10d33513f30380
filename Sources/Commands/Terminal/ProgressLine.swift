internal import Synchronization

/// The end of a terminal while long work goes on: a line such as `512/1000 routes`, or a table; whatever else is said
/// goes above it.
///
/// It only makes the text: its callers write it, and only to a terminal.
final class ProgressLine: Sendable {
    /// Work of this many steps is long; so is any other that has taken a moment.
    private static let manySteps = 20
    private static let moment = Duration.milliseconds(500)
    /// More often than this nobody reads it.
    private static let pause = Duration.milliseconds(100)

    private struct State {
        var noun = ""
        var total = 0
        var done = 0
        var start = ContinuousClock.now
        var table: [String] = []
        var drawn: ContinuousClock.Instant?

        var text: String { table.isEmpty ? "\(done)/\(total) \(noun)" : table.joined(separator: "\n") }

        /// Back to the beginning of what is drawn, and nothing left of it.
        var erasing: String {
            table.count > 1 ? "\r\u{1B}[\(table.count - 1)A\u{1B}[J" : "\r\u{1B}[K"
        }

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

    /// Puts a table in the place of what is there; what there is to write.
    ///
    /// - Parameter lines: none of them wider than the terminal.
    func show(_ lines: [String], now: ContinuousClock.Instant = .now) -> String? {
        state.withLock { state in
            guard !lines.isEmpty else { return nil }
            let erasing = state.drawn == nil ? "" : state.erasing
            state.table = lines
            state.drawn = now
            return erasing + state.text
        }
    }

    /// Ends the count or the table; what takes it off the terminal.
    func end() -> String? {
        state.withLock { state in
            defer { state = State() }
            return state.drawn.map { _ in state.erasing }
        }
    }

    /// A text of whole lines as it is to be written, so that it comes to stand above the count.
    func above(_ text: String) -> String {
        state.withLock { state in
            guard state.drawn != nil else { return text }
            return state.erasing + text + (text.hasSuffix("\n") ? state.text : "\n" + state.text)
        }
    }
}
