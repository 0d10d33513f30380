internal import KubernetesClient
internal import Synchronization
internal import Values

/// What the API server warns of in its answers: told to a person once for each text, and kept for the result.
///
/// That TCPRoute v1alpha2 is deprecated is a note of ours, told where notes are, and not repeated here.
final class ServerWarnings: Sendable {
    /// A person is told so many of them, and how many more there are.
    private static let shown = 10
    /// A server with more than this many different texts puts something into them that is not to be read.
    private static let kept = 1000

    private struct State {
        var texts: [String] = []
        var known: Set<String> = []
        /// The kinds of pauses that were told.
        var toldPauses: Set<Pause> = []
    }

    private let state = Mutex(State())

    /// The different texts, in the order in which they came.
    var texts: [String] { state.withLock(\.texts) }

    /// Takes a warning up, and tells it where it is new.
    func note(_ text: String, _ context: CommandContext) {
        let isNew = state.withLock { state in
            // Of ten thousand answers each has the same text.
            guard state.known.count < Self.kept, state.known.insert(text).inserted, !Self.isDeprecation(text) else {
                return false
            }
            state.texts.append(text)
            return context.verbose || state.texts.count <= Self.shown
        }
        if isNew { context.warn(text) }
    }

    private enum Pause { case asked, noAnswer }

    /// Tells, once each, why nothing happens for a while: the server wants requests to wait, or does not answer.
    func notePause(_ time: Duration, _ reason: RetryReason, _ context: CommandContext) {
        let (pause, words): (Pause, String)
        switch reason {
        case .asked where time >= .seconds(2):
            let whole = Duration.seconds(time.components.seconds)
            (pause, words) = (.asked, "The API server asks to wait \(whole.spelled).")
        case .noAnswer(let error) where time >= Self.noticeablePause:
            (pause, words) = (.noAnswer, "Trying again: \(error.message).")
        case .asked, .noAnswer, .failure: return
        }
        if state.withLock({ $0.toldPauses.insert(pause).inserted }) { context.inform(words) }
    }

    /// A server that is back sooner has not been missed.
    private static let noticeablePause = Duration.milliseconds(400)

    /// Texts that a person has been told already, as those of a saved plan.
    func markTold(_ texts: [String]) { state.withLock { $0.known.formUnion(texts) } }

    /// Says how many were not told.
    func finish(_ context: CommandContext) {
        let hidden = texts.count - Self.shown
        if hidden > 0, !context.verbose {
            context.warn("the API server gave \(English.count(hidden, "further warning")); -v shows them")
        }
    }

    private static func isDeprecation(_ text: String) -> Bool {
        text.contains("TCPRoute") && text.contains("v1alpha2") && text.contains("deprecated")
    }
}
