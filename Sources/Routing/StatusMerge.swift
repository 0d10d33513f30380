package import GatewayAPI
package import Values

/// Brings what our own controller says into a status that others write too.
///
/// Entries and conditions of others stay as they are. Each own condition gets the generation that was looked at, unless
/// a later one was looked at already; its time moves only with its status.
package struct StatusMerge: Sendable {
    /// The types of conditions that are ours to set, and to take away.
    private static let ownTypes: Set<String> = [
        "Accepted", "ResolvedRefs", "Programmed", "Conflicted", "DefaultGateway", "SupportedVersion",
    ]

    private let controller: String
    private let generation: Int64
    private let now: String

    /// - Parameter now: the time as RFC 3339 has it, in UTC and whole seconds.
    package init(controller: String, generation: Int64?, now: String) {
        (self.controller, self.generation, self.now) = (controller, generation ?? 0, now)
    }

    /// The status of a route, or nil where the live one says all that already.
    package func routeStatus(_ live: Value?, _ routing: Routing, _ number: Int) -> Value? {
        var wanted = routing.parentEntries(of: number)
        var entries: [Value] = []
        for entry in live?["parents"]?.array ?? [] {
            guard entry["controllerName"]?.string == controller else {
                entries.append(entry)
                continue
            }
            // An own entry of a reference that is gone, or that stands there twice, goes.
            let reference = ParentReference(entry["parentRef"] ?? .null)
            let namespace = routing.routes[number].view.key.namespace
            guard let position = wanted.firstIndex(where: { $0.reference.isSame(as: reference, in: namespace) }) else {
                continue
            }
            entries.append(self.entry(wanted.remove(at: position), entry["conditions"]))
        }
        entries += wanted.map { entry($0, nil) }
        guard live?["parents"] != nil || !entries.isEmpty else { return nil }
        var status = live?.object ?? [:]
        status["parents"] = .array(entries)
        return changed(.object(status), from: live)
    }

    private func entry(_ entry: ParentEntry, _ live: Value?) -> Value {
        [
            "conditions": conditions(live, entry.conditions), "controllerName": .string(controller),
            "parentRef": entry.reference.written,
        ]
    }

    /// The status of a Gateway, or nil where the live one says all that already; it has exactly the spec's listeners.
    ///
    /// - Parameter addresses: the addresses that it has, each with its type.
    package func gatewayStatus(
        _ live: Value?, _ routing: Routing, _ gateway: GatewayResult, addresses: [GatewayView.Address]
    ) -> Value? {
        guard gateway.controller == .own else { return nil }
        var status = live?.object ?? [:]
        let listeners = live?["listeners"]?.array ?? []
        status["addresses"] = .array(
            addresses.map { ["type": .string($0.type), "value": .string($0.value ?? "")] })
        status["conditions"] = conditions(live?["conditions"], routing.conditions(of: gateway))
        status["listeners"] = .array(
            gateway.listeners.map { listener in
                let name = Value.string(listener.view.name)
                let before = listeners.first { $0["name"] == name }
                return [
                    "attachedRoutes": .int(Int64(listener.attached.count)),
                    "conditions": conditions(before?["conditions"], routing.conditions(of: listener, gateway)),
                    "name": name,
                    "supportedKinds": .array(
                        listener.supportedKinds.map { ["group": .string($0.group), "kind": .string($0.kind)] }),
                ]
            })
        return changed(.object(status), from: live)
    }

    /// The status of a Gateway that is not our own controller's any more: what is ours says that nobody has seen it yet.
    package func abandonedGatewayStatus(_ live: Value?) -> Value? {
        guard var status = live?.object else { return nil }
        let foreign = (status["conditions"]?.array ?? []).filter { condition in
            !(condition["type"]?.string.map(Self.ownTypes.contains) ?? false)
        }
        status["addresses"] = nil
        status["listeners"] = nil
        let pending = GatewaySchema.pendingConditions.map { condition in
            var condition = condition
            condition.set("lastTransitionTime", .string(now))
            return condition
        }
        status["conditions"] = .array(pending + foreign)
        return .object(status)
    }

    /// The status of a class, or nil where the live one says all that already.
    package func classStatus(_ live: Value?, _ routing: Routing, _ gatewayClass: ClassResult) -> Value? {
        guard gatewayClass.isOwn else { return nil }
        var status = live?.object ?? [:]
        status["conditions"] = conditions(live?["conditions"], routing.conditions(of: gatewayClass))
        status["supportedFeatures"] = .array(Routing.supportedFeatures.map { ["name": .string($0)] })
        return changed(.object(status), from: live)
    }

    private func changed(_ status: Value, from live: Value?) -> Value? {
        live.map { $0.isEquivalent(to: status) } ?? false ? nil : status
    }

    private func conditions(_ live: Value?, _ own: [Condition]) -> Value {
        var left = own
        var conditions: [Value] = []
        for condition in live?.array ?? [] {
            guard let type = condition["type"]?.string, Self.ownTypes.contains(type) else {
                conditions.append(condition)
                continue
            }
            let position = left.firstIndex { $0.type == type }
            let wanted = position.map { left.remove(at: $0) }
            // Another run of ours has looked at a later generation.
            if case .int(let seen)? = condition["observedGeneration"], seen > generation {
                conditions.append(condition)
            } else if let wanted {
                conditions.append(written(wanted, condition))
            }
        }
        return .array(conditions + left.map { written($0, nil) })
    }

    private func written(_ condition: Condition, _ live: Value?) -> Value {
        let status = Value.string(condition.isTrue ? "True" : "False")
        let time = live?["status"] == status ? live?["lastTransitionTime"] : nil
        return [
            "lastTransitionTime": time ?? .string(now), "message": .string(condition.message),
            "observedGeneration": .int(generation), "reason": .string(condition.reason), "status": status,
            "type": .string(condition.type),
        ]
    }
}

/// What our own controller says of one parent of a route.
struct ParentEntry: Sendable {
    /// The reference with its defaults; of a default Gateway one that names it.
    let reference: ParentReference
    let conditions: [Condition]
}

extension Routing {
    /// The entries that our own controller has in a route's status, in the order of its parents.
    func parentEntries(of route: Int) -> [ParentEntry] {
        let view = routes[route].view
        return routes[route].parents.compactMap { parent in
            let conditions = conditions(of: route, parent)
            guard !conditions.isEmpty, let gateway = parent.gateway else { return nil }
            let key = gateways[gateway].view.key
            let named: Value = ["namespace": .string(key.namespace), "name": .string(key.name)]
            return ParentEntry(
                reference: parent.index.map { view.parents[$0] } ?? ParentReference(named), conditions: conditions)
        }
    }
}

extension ParentReference {
    /// The reference as it stands in a status, group and kind spelled out.
    fileprivate var written: Value {
        var object: Object = ["group": .string(group), "kind": .string(kind)]
        object["namespace"] = namespace.map(Value.string)
        object["name"] = .string(name)
        object["sectionName"] = sectionName.map(Value.string)
        object["port"] = port.map(Value.int)
        return .object(object)
    }
}
