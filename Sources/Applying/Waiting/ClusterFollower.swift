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
    /// Beyond this many routes one LIST is cheaper than reading each.
    private static let readLimit = 16

    let client: KubernetesClient
    let survey: ClusterSurvey

    /// What the feeds tell, each as it comes.
    typealias Events = AsyncMapSequence<AsyncStream<FeedEvent>, FeedEvent>

    /// Runs a body with the events of all feeds and a tick every now and then, until it returns.
    ///
    /// The body may ask for routes to be looked at afresh.
    func follow<Result: Sendable>(
        _ body: (Events, @escaping @Sendable ([ObjectKey]) -> Void) async throws -> Result
    ) async throws -> Result {
        let (events, told) = AsyncStream.makeStream(of: FeedEvent.self)
        let (wanted, want) = AsyncStream.makeStream(of: [ObjectKey].self)
        let tell: @Sendable (FeedEvent) -> Void = { told.yield($0) }
        let ticking = Ticking()
        return try await withThrowingTaskGroup(of: Void.self) { group in
            for (number, source) in survey.sources.enumerated() {
                let feed = ObjectFeed(number: number, client: client, source: source, tell: tell)
                let watches = number < Self.watchLimit
                group.addTask { if watches { await feed.run() } else { await feed.poll() } }
            }
            if !survey.unlisted.isEmpty { group.addTask { await readAgain(tell) } }
            group.addTask { for await keys in wanted { await look(at: keys, tell) } }
            group.addTask {
                while !Task.isCancelled {
                    if ticking.begins() { tell(.tick) }
                    try? await Task.sleep(for: Self.tickPause)
                }
            }
            defer {
                told.finish()
                want.finish()
                group.cancelAll()
            }
            let taken = events.map { event in
                if case .tick = event { ticking.ends() }
                return event
            }
            return try await body(taken) { want.yield($0) }
        }
    }

    /// Reads routes again and again that may be read and not listed, and so not watched.
    private func readAgain(_ tell: @Sendable (FeedEvent) -> Void) async {
        while !Task.isCancelled {
            await look(at: survey.unlisted, tell)
            try? await Task.sleep(for: Self.readPause)
        }
    }

    /// Looks at routes afresh: one by one, or where there are many or that is forbidden, by listing them.
    private func look(at keys: [ObjectKey], _ tell: @Sendable (FeedEvent) -> Void) async {
        let isListedFirst = keys.count > Self.readLimit && survey.unlisted.isEmpty
        do throws(KubernetesError) {
            do throws(KubernetesError) {
                tell(.looked(keys, isListedFirst ? try await listed() : try await read(keys)))
            } catch  where error.code == .forbidden {
                tell(.looked(keys, isListedFirst ? try await read(keys) : try await listed()))
            }
        } catch {
            if error.endsAll { return tell(.failed(error)) }
            try? await Task.sleep(for: Self.readPause)
            tell(.unread(keys))
        }
    }

    private func read(_ keys: [ObjectKey]) async throws(KubernetesError) -> [RouteView] {
        try await client.routes(keys, of: survey.routes, parallelism: survey.parallelism)
    }

    /// The routes of all places where they may be listed.
    private func listed() async throws(KubernetesError) -> [RouteView] {
        let places = survey.sources.filter { $0.kind == .routes }.map(\.namespace)
        return try await client.inParallel(places, limit: survey.parallelism) { [client, routes = survey.routes] in
            try await client.list(routes, namespace: $0).items.map(RouteView.init)
        }.flatMap(\.self)
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
        case .looked(let keys, let views):
            let seen = Dictionary(views.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
            for key in keys {
                guard let view = seen[key] else {
                    routes.objects[key] = nil
                    continue
                }
                if routes.objects[key]?.isLater(than: view) ?? false { continue }
                routes.objects[key] = view
            }
        case .unread, .connected, .failed, .tick: return false
        }
        return true
    }
}

extension RouteView {
    /// Whether it is certainly a later version of the same object: a watch may be ahead of an answer that took its time.
    func isLater(than other: RouteView) -> Bool {
        guard uid == other.uid, let own = resourceVersion.flatMap(UInt64.init),
            let others = other.resourceVersion.flatMap(UInt64.init)
        else { return false }
        return own > others
    }
}
