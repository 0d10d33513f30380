internal import Diagnostics
internal import GatewayAPI
internal import Routing
internal import Synchronization

/// What is said of routes while they are followed, where no table can be drawn anew: a line for each parent, once.
final class VerdictLines: Sendable {
    private let told = Mutex<[String: String]>([:])

    /// The lines that say something new.
    func new(_ verdicts: [RouteVerdict], missing: [ObjectKey] = []) -> [String] {
        let parents = verdicts.flatMap { verdict in
            verdict.parents.map { parent in
                (
                    place: "\(verdict.key) at \(parent.name(in: verdict.key.namespace))",
                    words: "\(parent.verdict.rawValue): \(StatusTable.oneLine(parent.message))"
                )
            }
        }
        let deletions = verdicts.compactMap { verdict in
            verdict.deletion.map { (place: verdict.key.description, words: printable($0.description)) }
        }
        let others = missing.map { (place: $0.description, words: "the cluster has no such route") }
        return told.withLock { told in
            (parents + deletions + others).compactMap { place, words in
                told.updateValue(words, forKey: place) == words ? nil : "\(place): \(words)"
            }
        }
    }
}
