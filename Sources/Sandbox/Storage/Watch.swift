internal import Values

/// What a watch is about and how it is told.
struct Watch: Sendable {
    let resource: Resource
    let namespace: String?
    let selection: Selection
    /// The version after which changes are told; nil to begin with what is there.
    let start: Int?
    /// Whether to begin with what is there and to say when that is over (KEP-3157); nil when not asked.
    let sendsInitialEvents: Bool?
    let sendsBookmarks: Bool
    /// Seconds.
    let timeout: Int
    let shape: Negotiation.Shape
    let includeObject: String

    func concerns(_ object: StoredObject) -> Bool {
        object.key.collection == resource.collection && (namespace == nil || object.key.namespace == namespace)
    }
}

/// The lines that a watch sends.
struct WatchStream: Sendable {
    let store: Store
    let watch: Watch
    let clock: @Sendable () -> Int
    /// Ends when the client's connection does.
    let connection: AsyncStream<Never>

    /// One JSON text a line; ends when the time is over, the task is cancelled or the sandbox ends.
    ///
    /// Nothing is read from the store before the client has taken the last line.
    func lines() -> Lines { Lines(stream: self) }

    struct Lines: AsyncSequence, AsyncIteratorProtocol, Sendable {
        let stream: WatchStream
        private var pending: ArraySlice<[UInt8]> = []
        private var version: Int?
        private var isOver = false
        private let deadline: ContinuousClock.Instant

        init(stream: WatchStream) {
            self.stream = stream
            deadline = ContinuousClock.now + .seconds(stream.watch.timeout)
        }

        func makeAsyncIterator() -> Lines { self }

        mutating func next() async -> [UInt8]? {
            while true {
                if let line = pending.popFirst() { return line }
                if isOver || Task.isCancelled { return nil }
                await fill()
            }
        }

        private mutating func fill() async {
            guard let version else { return await begin() }
            switch await stream.changes(after: version, until: deadline) {
            case .events(let events, let upTo):
                pending = events.compactMap(stream.line)[...]
                self.version = upTo
            case .tooOld:
                pending = [stream.errorLine(.expired("too old resource version: \(version)"))]
                isOver = true
            case .closed: isOver = true
            }
        }

        private mutating func begin() async {
            let watch = stream.watch
            guard watch.start == nil || watch.sendsInitialEvents == true else {
                version = watch.start
                return
            }
            do {
                let (objects, revision) = try await stream.store.read { state throws(APIFailure) in
                    (state.list(watch.resource.collection, namespace: watch.namespace), state.revision)
                }
                version = revision
                guard watch.sendsInitialEvents != false else { return }
                var lines = objects.filter(watch.selection.matches).map { stream.line(.added, $0) }
                if watch.sendsInitialEvents == true, watch.sendsBookmarks {
                    lines.append(stream.bookmark(revision, endsInitialEvents: true))
                }
                pending = lines[...]
            } catch {
                pending = [stream.errorLine(error)]
                isOver = true
            }
        }
    }

    /// The next changes, or the end when the time is over before there are any.
    private func changes(after version: Int, until deadline: ContinuousClock.Instant) async -> Store.Changes {
        await withTaskGroup(of: Store.Changes.self) { group in
            group.addTask { await store.changes(after: version, of: [watch.resource.collection]) }
            group.addTask {
                try? await Task.sleep(until: deadline, clock: .continuous)
                return .closed
            }
            group.addTask {
                for await _ in connection {}
                return .closed
            }
            let first = await group.next() ?? .closed
            group.cancelAll()
            return first
        }
    }

    /// How a change looks through the watch's selection: what begins or ceases to match comes or goes.
    private func line(_ event: StoreEvent) -> [UInt8]? {
        guard watch.concerns(event.object) else { return nil }
        let matches = watch.selection.matches(event.object)
        let matched = event.previous.map(watch.selection.matches) ?? false
        switch event.kind {
        case .added: return matches ? line(.added, event.object) : nil
        case .deleted: return matched || matches ? line(.deleted, event.object) : nil
        case .modified:
            if matches { return line(matched ? .modified : .added, event.object) }
            return matched ? line(.deleted, event.object) : nil
        }
    }

    private func line(_ kind: StoreEvent.Kind, _ object: StoredObject) -> [UInt8] {
        var body = object.json(as: watch.resource)
        if watch.shape != .object {
            let renderer = Renderer(
                negotiation: Negotiation(shape: watch.shape), isPretty: false, now: clock(),
                includeObject: watch.includeObject)
            body = JSONWriter.bytes(renderer.shaped(object.value(as: watch.resource), watch.resource))
        }
        return Array("{\"type\":\"\(kind.rawValue)\",\"object\":".utf8) + body + Array("}\n".utf8)
    }

    private func bookmark(_ revision: Int, endsInitialEvents: Bool) -> [UInt8] {
        var metadata: Object = ["resourceVersion": .string(String(revision))]
        if endsInitialEvents { metadata["annotations"] = ["k8s.io/initial-events-end": "true"] }
        let object: Value = [
            "kind": .string(watch.resource.kind), "apiVersion": .string(watch.resource.apiVersion),
            "metadata": .object(metadata),
        ]
        return JSONWriter.bytes(["type": "BOOKMARK", "object": object]) + [0x0A]
    }

    private func errorLine(_ failure: APIFailure) -> [UInt8] {
        JSONWriter.bytes(["type": "ERROR", "object": failure.status]) + [0x0A]
    }
}
