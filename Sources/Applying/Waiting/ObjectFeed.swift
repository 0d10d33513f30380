internal import GatewayAPI
internal import KubernetesClient
internal import Routing
internal import Values

/// What a feed tells of the objects of its kind.
enum FeedEvent: Sendable {
    /// These are all of a namespace, or of all.
    case listed(SurveyKind, namespace: String?, [Value])
    case changed(SurveyKind, Value)
    case removed(SurveyKind, ObjectKey)
    /// A route as it is right now; nil where there is none.
    case read(ObjectKey, Value?)
    /// Whether changes are seen as they happen, by the number of the feed.
    case connected(Int, Bool)
    /// It cannot go on: nobody may ask the cluster anything.
    case failed(KubernetesError)
    case tick
}

/// Where objects of one kind come from.
struct FeedSource: Sendable {
    let kind: SurveyKind
    let type: ResourceType
    /// nil for all.
    let namespace: String?
    /// The moment from which to watch.
    let version: String
}

/// Follows the objects of one kind: by a watch, that is taken up again where it is lost; where watching is forbidden,
/// by looking again and again.
struct ObjectFeed: Sendable {
    private static let firstPause = Duration.milliseconds(200)
    private static let longestPause = Duration.seconds(5)
    /// The pause between two lists where watching is forbidden.
    private static let pollPause = Duration.seconds(2)

    let number: Int
    let client: KubernetesClient
    let source: FeedSource
    let tell: @Sendable (FeedEvent) -> Void

    /// Runs until the task is cancelled.
    func run() async {
        var version: String? = source.version
        var pause = Self.firstPause
        while !Task.isCancelled {
            do throws(KubernetesError) {
                let start: String
                if let version {
                    start = version
                } else {
                    start = try await list()
                }
                let began = ContinuousClock.now
                version = try await watch(from: start)
                // Only a watch that lasted shows that the server works: then the pause is the shortest again.
                if ContinuousClock.now - began > .seconds(1) { pause = Self.firstPause }
                try? await Task.sleep(for: pause)
            } catch {
                guard await goesOn(after: error) else { return }
                version = nil
                try? await Task.sleep(for: error.code == .gone ? .zero : pause)
                pause = min(pause * 2, Self.longestPause)
            }
        }
    }

    private func list() async throws(KubernetesError) -> String {
        let list = try await client.list(source.type, namespace: source.namespace)
        tell(.listed(source.kind, namespace: source.namespace, list.items))
        return list.resourceVersion
    }

    private func watch(from version: String) async throws(KubernetesError) -> String {
        try await client.watch(source.type, namespace: source.namespace, from: version) { [tell, number] in
            tell(.connected(number, true))
        } onEvent: { [tell, kind = source.kind] event in
            switch event {
            case .changed(let object): tell(.changed(kind, object))
            case .removed(let object): tell(.removed(kind, ObjectKey(object)))
            }
        }
    }

    /// Whether it is worth trying again.
    private func goesOn(after error: KubernetesError) async -> Bool {
        switch error.code {
        case .cancelled: return false
        case .credentialPlugin:
            tell(.failed(error))
            return false
        case .unauthenticated:
            // A list gets new credentials where there are any.
            do throws(KubernetesError) { _ = try await list() } catch {
                tell(.failed(error))
                return false
            }
            return true
        case .forbidden:
            await poll()
            return false
        case .gone: return true
        default:
            tell(.connected(number, false))
            return true
        }
    }

    /// Looks again and again, until the task is cancelled.
    func poll() async {
        while !Task.isCancelled {
            do throws(KubernetesError) {
                _ = try await list()
                tell(.connected(number, true))
            } catch {
                if [.unauthenticated, .credentialPlugin].contains(error.code) { return tell(.failed(error)) }
                if error.code == .forbidden { return }
                tell(.connected(number, false))
            }
            try? await Task.sleep(for: Self.pollPause)
        }
    }
}
