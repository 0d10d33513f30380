internal import GatewayAPI
internal import KubernetesClient
internal import Routing
internal import Values

/// Keeps what is known of a cluster up to date.
struct ClusterFollower: Sendable {
    private static let tickPause = Duration.milliseconds(50)
    private static let readPause = Duration.seconds(2)
    /// A watch keeps a connection; what is beyond these is looked at again and again instead.
    static let watchLimit = 24

    let client: KubernetesClient
    let survey: ClusterSurvey

    /// Runs a body with the events of all feeds and a tick every now and then, until it returns.
    func follow<Result: Sendable>(
        _ body: (AsyncStream<FeedEvent>, @escaping @Sendable (ObjectKey) -> Void) async throws -> Result
    ) async throws -> Result {
        let (events, told) = AsyncStream.makeStream(of: FeedEvent.self)
        let (wanted, want) = AsyncStream.makeStream(of: ObjectKey.self)
        let tell: @Sendable (FeedEvent) -> Void = { told.yield($0) }
        return try await withThrowingTaskGroup(of: Void.self) { group in
            for (number, source) in survey.sources.enumerated() {
                let feed = ObjectFeed(number: number, client: client, source: source, tell: tell)
                let watches = number < Self.watchLimit
                group.addTask { if watches { await feed.run() } else { await feed.poll() } }
            }
            if !survey.unlisted.isEmpty { group.addTask { await readAgain(tell) } }
            group.addTask { for await key in wanted { await read(key, tell) } }
            group.addTask {
                while !Task.isCancelled {
                    tell(.tick)
                    try? await Task.sleep(for: Self.tickPause)
                }
            }
            defer {
                told.finish()
                want.finish()
                group.cancelAll()
            }
            return try await body(events) { want.yield($0) }
        }
    }

    /// Reads routes again and again that may be read and not listed, and so not watched.
    private func readAgain(_ tell: @Sendable (FeedEvent) -> Void) async {
        while !Task.isCancelled {
            for key in survey.unlisted { await read(key, tell) }
            try? await Task.sleep(for: Self.readPause)
        }
    }

    private func read(_ key: ObjectKey, _ tell: @Sendable (FeedEvent) -> Void) async {
        do throws(KubernetesError) {
            tell(.read(key, try await client.find(survey.routes, namespace: key.namespace, name: key.name)))
        } catch {
            if [.unauthenticated, .credentialPlugin].contains(error.code) { tell(.failed(error)) }
        }
    }
}

extension RoutingInput {
    /// Brings it up to what a feed has told; false for what changes nothing.
    mutating func apply(_ event: FeedEvent) -> Bool {
        switch event {
        case .listed(let kind, let namespace, let objects):
            kind.removeAll(in: namespace, from: &self)
            for object in objects { kind.add(object, to: &self) }
        case .changed(let kind, let object): kind.add(object, to: &self)
        case .removed(let kind, let key): kind.remove(key, from: &self)
        case .read(let key, let object):
            routes.objects[key] = object.map(RouteView.init)
        case .connected, .failed, .tick: return false
        }
        return true
    }
}
