internal import Values

/// The lines that a watch sends.
struct WatchStream: Sendable {
    let store: Store
    let watch: Watch
    let clock: @Sendable () -> Int
    let connection: ConnectionEnd

    /// One JSON text a line, and as many lines at a time as are known; ends when the time is over, the task is cancelled
    /// or the sandbox ends.
    ///
    /// Nothing is read from the store before the client has taken the last line.
    func lines() -> Lines { Lines(stream: self) }

    struct Lines: AsyncSequence, AsyncIteratorProtocol, Sendable {
        let stream: WatchStream
        private var pending: ArraySlice<[UInt8]> = []
        private var version: Int?
        private var isOver = false
        /// Whether nothing has been sent yet.
        private var isFirst = true
        private let deadline: ContinuousClock.Instant
        /// The bytes after which no line is added to a write.
        private static let writeSize = 64 << 10

        init(stream: WatchStream) {
            self.stream = stream
            deadline = ContinuousClock.now + .seconds(stream.watch.timeout)
        }

        func makeAsyncIterator() -> Lines { self }

        mutating func next() async -> [UInt8]? {
            while true {
                if var lines = pending.popFirst() {
                    // What waits goes out in one write: a watch that lags behind catches up.
                    while lines.count < Self.writeSize, let line = pending.popFirst() { lines += line }
                    return lines
                }
                if isOver || Task.isCancelled { return nil }
                await fill()
            }
        }

        private mutating func fill() async {
            guard let version else { return await begin() }
            switch await stream.changes(after: version, until: deadline) {
            case .events(let events, let upTo):
                for event in events {
                    guard let line = stream.line(event, isFirst: isFirst) else { continue }
                    pending.append(line)
                    isFirst = false
                }
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
            do throws(APIFailure) {
                let (objects, revision) = try await stream.store.read { state throws(APIFailure) in
                    (state.list(watch.resource.collection, namespace: watch.namespace), state.revision)
                }
                if let start = watch.start, start > revision {
                    throw .versionTooLarge(UInt64(clamping: start), current: revision)
                }
                version = revision
                guard watch.sendsInitialEvents != false else { return }
                let matching = objects.filter(watch.selection.matches)
                var lines = matching.enumerated().map { stream.line(.added, $1, isFirst: $0 == 0) }
                isFirst = lines.isEmpty
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

    private var collections: [ObjectCollection] { [watch.resource.collection] }

    /// The next changes, or the end when the time is over before there are any.
    private func changes(after version: Int, until deadline: ContinuousClock.Instant) async -> Store.Changes {
        // While there are changes nothing has to wait, and no tasks are made for it.
        if ContinuousClock.now < deadline, let changes = store.savedChanges(after: version, of: collections) {
            return changes
        }
        return await withTaskGroup(of: Store.Changes.self) { group in
            group.addTask { await store.changes(after: version, of: collections) }
            group.addTask {
                try? await Task.sleep(until: deadline, clock: .continuous)
                return .closed
            }
            group.addTask {
                await connection.wait()
                return .closed
            }
            let first = await group.next() ?? .closed
            group.cancelAll()
            return first
        }
    }

    /// How a change looks through the watch's selection: what begins or ceases to match comes or goes.
    private func line(_ event: StoreEvent, isFirst: Bool) -> [UInt8]? {
        guard watch.concerns(event.object) else { return nil }
        let matches = watch.selection.matches(event.object)
        let matched = event.previous.map(watch.selection.matches) ?? false
        switch event.kind {
        case .added: return matches ? line(.added, event.object, isFirst: isFirst) : nil
        case .deleted: return matched || matches ? line(.deleted, event.object, isFirst: isFirst) : nil
        case .modified:
            if matches { return line(matched ? .modified : .added, event.object, isFirst: isFirst) }
            guard matched, let previous = event.previous else { return nil }
            // What leaves the selection is shown as it was last in it, with the version of the change.
            return line(.deleted, previous.with(version: event.resourceVersion), isFirst: isFirst)
        }
    }

    private func line(_ kind: StoreEvent.Kind, _ object: StoredObject, isFirst: Bool) -> [UInt8] {
        if watch.negotiation == .plain { return store.lines.line(kind, object, as: watch.resource) }
        let renderer = Renderer(
            negotiation: watch.negotiation, isPretty: false, now: clock(), includeObject: watch.includeObject)
        let value = object.value(as: watch.resource)
        return event(
            kind.rawValue, renderer.shaped(value, watch.resource, isFirst: isFirst), watch.resource.behaviour.protobuf)
    }

    /// An event about something that is not kept as it is sent.
    private func event(_ type: String, _ object: Value, _ layout: ProtobufLayout?) -> [UInt8] {
        if watch.negotiation.format == .protobuf, let layout { return ProtobufObject.frame(type, object, layout) }
        return JSONWriter.bytes(["type": .string(type), "object": object]) + [0x0A]
    }

    private func bookmark(_ revision: Int, endsInitialEvents: Bool) -> [UInt8] {
        var metadata: Object = ["resourceVersion": .string(String(revision))]
        if endsInitialEvents { metadata["annotations"] = ["k8s.io/initial-events-end": "true"] }
        var object: Object = [
            "kind": .string(watch.resource.kind), "apiVersion": .string(watch.resource.apiVersion),
            "metadata": .object(metadata),
        ]
        object.merge(watch.resource.behaviour.blank.object ?? [:])
        return event("BOOKMARK", .object(object), watch.resource.behaviour.protobuf)
    }

    private func errorLine(_ failure: APIFailure) -> [UInt8] {
        event("ERROR", failure.status, .status)
    }
}
