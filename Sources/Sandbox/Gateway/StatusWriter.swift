internal import GatewayAPI
internal import Routing
internal import Values

/// Writes what our controller says into the status of classes, Gateways and routes, where they say something else.
struct StatusWriter: Sendable {
    /// Writers wait while a batch is written, so it is not too large.
    private static let batchSize = 64
    private static let manager = "openmcf-gateway"

    let store: Store
    let options: SandboxOptions

    /// Takes back what was said of Gateways that are not our own controller's any more.
    ///
    /// - Parameter gateways: those Gateways as they are now.
    /// - Returns: the UIDs of those where that is done, and the versions that the written objects got.
    func abandon(_ gateways: [GatewayView]) async -> (uids: Set<String>, versions: Set<Int>) {
        var (uids, versions): (Set<String>, Set<Int>) = ([], [])
        for update in gateways.map({ gateway in
            update(.gateway("v1"), gateway.key, gateway.uid, gateway.generation) { $0.abandonedGatewayStatus($1) }
        }) {
            let version = try? await store.write { transaction throws(APIFailure) in
                try write(update, &transaction)
            }
            guard let version = version ?? nil, let uid = update.uid else { continue }
            uids.insert(uid)
            versions.insert(version)
        }
        return (uids, versions)
    }

    /// A status that may have to be written.
    private struct Update: Sendable {
        let resource: Resource
        let key: StoredKey
        let uid: String?
        let generation: Int64?
        /// The new status for a live one; nil for no change.
        let merge: @Sendable (_ live: Value?) -> Value?
    }

    /// Writes what differs.
    ///
    /// - Parameter statuses: the statuses as they were when routing was computed.
    /// - Returns: the versions that the written objects got.
    func write(_ routing: Routing, over statuses: [StoredKey: Value]) async -> Set<Int> {
        let updates = updates(routing).filter { $0.merge(statuses[$0.key]) != nil }
        var written: Set<Int> = []
        for start in stride(from: 0, to: updates.count, by: Self.batchSize) {
            let batch = updates[start..<min(start + Self.batchSize, updates.count)]
            // What cannot be saved now is tried again with the next change.
            let versions = try? await store.write { transaction throws(APIFailure) in
                var versions: [Int] = []
                for update in batch {
                    if let version = try? write(update, &transaction) { versions.append(version) }
                }
                return versions
            }
            written.formUnion(versions ?? [])
        }
        return written
    }

    /// Lays the status over the object as it is now, unless another generation of it is there: that one's turn comes.
    private func write(_ update: Update, _ transaction: inout Transaction) throws(APIFailure) -> Int? {
        guard let old = transaction.state[update.key], old.uid == update.uid else { return nil }
        let live = old.value(as: update.resource)
        guard live["metadata"]?["generation"]?.int == update.generation, let status = update.merge(live["status"])
        else { return nil }
        var object = live
        object.set("status", status)
        let writer = ObjectWriter(
            resource: update.resource, namespace: update.key.namespace.isEmpty ? nil : update.key.namespace,
            subresource: "status", options: options)
        let result = try writer.update(old, to: object, WriteDemands(fieldManager: Self.manager), &transaction)
        return if case .stored(let object, _) = result { object.resourceVersion } else { nil }
    }

    /// Where clients can connect to: nowhere while no listener takes connections.
    private func addresses(of gateway: GatewayResult) -> [GatewayView.Address] {
        guard gateway.programmed == .yes else { return [] }
        let wanted = gateway.view.addresses.filter { $0.value != nil }
        return wanted.isEmpty
            ? [GatewayView.Address(type: "IPAddress", value: options.gateways.statusAddress)] : wanted
    }

    private func update(
        _ resource: Resource, _ key: ObjectKey, _ uid: String?, _ generation: Int64?,
        _ merged: @escaping @Sendable (StatusMerge, _ live: Value?) -> Value?
    ) -> Update {
        let now = RFC3339.text(secondsSince1970: options.clock())
        let merge = StatusMerge(controller: GatewayController.name, generation: generation, now: now)
        return Update(
            resource: resource,
            key: StoredKey(collection: resource.collection, namespace: key.namespace, name: key.name),
            uid: uid, generation: generation
        ) { merged(merge, $0) }
    }

    private func updates(_ routing: Routing) -> [Update] {
        let classes = routing.classes.filter(\.isOwn).map { found in
            update(.gatewayClass("v1"), found.view.key, found.view.uid, found.view.generation) {
                $0.classStatus($1, routing, found)
            }
        }
        let gateways = routing.gateways.filter { $0.controller == .own }.map { gateway in
            update(.gateway("v1"), gateway.view.key, gateway.view.uid, gateway.view.generation) {
                $0.gatewayStatus($1, routing, gateway, addresses: addresses(of: gateway))
            }
        }
        let routes = routing.routes.enumerated().map { number, route in
            update(.newestTCPRoute, route.view.key, route.view.uid, route.view.generation) {
                $0.routeStatus($1, routing, number)
            }
        }
        return classes + gateways + routes
    }
}
