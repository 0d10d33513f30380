import FieldOwnership
import GatewayAPI
import Planning
import Schemas
import Values

/// A cluster in a dictionary that takes server-side applies as an API server does.
struct SimulatedCluster {
    static let version = "gateway.networking.k8s.io/v1alpha2"
    static let schema = TCPRouteSchema.object(.standard)
    static let tracker = FieldTracker(MergeStructure(schema), ignoring: FieldSet([.field("status")]))

    var objects: [RouteKey: Value] = [:]
    private var serial = 0

    static func key(_ name: String) -> RouteKey { RouteKey(apiVersion: version, namespace: "ns", name: name) }

    /// Applies an object under a manager's name and stores what comes out of it.
    mutating func apply(_ object: Value, as manager: String = "openmcf") {
        let key = Self.key(object["metadata"]?["name"]?.string ?? "")
        let stored = objects[key]
        let managedFields = (try? ManagedFields(stored?["metadata"]?["managedFields"])) ?? ManagedFields()
        let result = try? Self.tracker.apply(
            object, to: stored.map(Self.withoutServerFields), managedFields: managedFields, by: self.manager(manager),
            force: true)
        guard let result else { return }
        store(result.object, key, stored, result.managedFields)
    }

    /// Makes an object as a POST does.
    mutating func create(_ object: Value, as manager: String) {
        let owners = Self.tracker.update(
            from: nil, to: object, managedFields: ManagedFields(), by: self.manager(manager))
        store(object, Self.key(object["metadata"]?["name"]?.string ?? ""), nil, owners)
    }

    /// Says who owns what, as a patch of nothing else does.
    mutating func set(managedFields: Value, of name: String) {
        objects[Self.key(name)]?.withMember("metadata") { $0?.set("managedFields", managedFields) }
    }

    /// Changes an object as `kubectl edit` or `kubectl patch` do.
    mutating func edit(_ name: String, as manager: String, _ body: (inout Value) -> Void) {
        let key = Self.key(name)
        guard let stored = objects[key] else { return }
        let old = Self.withoutServerFields(stored)
        var new = old
        body(&new)
        let managedFields = (try? ManagedFields(stored["metadata"]?["managedFields"])) ?? ManagedFields()
        store(
            new, key, stored,
            Self.tracker.update(from: old, to: new, managedFields: managedFields, by: self.manager(manager)))
    }

    /// Marks an object as being deleted, and held by a finalizer.
    mutating func hold(_ name: String) {
        objects[Self.key(name)]?.withMember("metadata") { metadata in
            metadata?.set("deletionTimestamp", "2026-01-02T00:00:00Z")
            metadata?.set("finalizers", ["example.org/wait"])
        }
    }

    mutating func clearManagedFields(_ name: String) {
        objects[Self.key(name)]?.withMember("metadata") { $0?.set("managedFields", nil) }
    }

    private func manager(_ name: String) -> FieldManager {
        FieldManager(name, apiVersion: Self.version, time: "2026-01-01T00:00:00Z")
    }

    private mutating func store(_ object: Value, _ key: RouteKey, _ old: Value?, _ managedFields: ManagedFields) {
        serial += 1
        var object = Self.schema.applyingDefaults(to: object)
        object.withMember("metadata") { metadata in
            metadata?.set("uid", old?["metadata"]?["uid"] ?? .string("uid-\(serial)"))
            metadata?.set("resourceVersion", .string("\(serial)"))
            metadata?.set("creationTimestamp", "2026-01-01T00:00:00Z")
            metadata?.set("generation", .int(Int64(serial)))
            metadata?.set("managedFields", managedFields.value)
        }
        object.set("status", ["parents": []])
        objects[key] = object
    }

    static func withoutServerFields(_ object: Value) -> Value {
        var object = object
        object.set("status", nil)
        object.withMember("metadata") { metadata in
            for field in ["uid", "resourceVersion", "creationTimestamp", "generation", "managedFields"] {
                metadata?.set(field, nil)
            }
        }
        return object
    }

    func uid(_ name: String) -> String? { objects[Self.key(name)]?["metadata"]?["uid"]?.string }
}

/// Routes as they are rendered, for plans.
enum Routes {
    static let lineage = "0c1d8e6e-0000-4000-8000-000000000001"

    static func object(
        _ name: String, weights: [Int64] = [1], labels: Object = [:], parents: [String] = ["gw"],
        lineage: String? = lineage
    ) -> Value {
        var metadata: Object = ["name": .string(name), "namespace": "ns"]
        var all: Object = ["app.kubernetes.io/managed-by": "openmcf"]
        for (key, value) in labels { all[key] = value }
        metadata["labels"] = .object(all)
        if let lineage { metadata["annotations"] = ["openmcf.org/stack": .string(lineage)] }
        let backends = weights.enumerated().map { index, weight -> Value in
            ["group": "", "kind": "Service", "name": .string("b\(index)"), "port": 5432, "weight": .int(weight)]
        }
        let references = parents.map { name -> Value in
            ["group": "gateway.networking.k8s.io", "kind": "Gateway", "name": .string(name)]
        }
        return [
            "apiVersion": .string(SimulatedCluster.version), "kind": "TCPRoute", "metadata": .object(metadata),
            "spec": ["parentRefs": .array(references), "rules": [["backendRefs": .array(backends)]]],
        ]
    }

    static func desired(_ object: Value) -> DesiredRoute {
        let key = SimulatedCluster.key(object["metadata"]?["name"]?.string ?? "")
        return DesiredRoute(key: key, object: object) { path in
            SourcePlace(file: "\(key.name).yaml", line: 1 + path.elements.count)
        }
    }

    static func input(
        _ desired: [Value], applied: [Value] = [], live: PlanInput.Live, cluster: SimulatedCluster = SimulatedCluster()
    ) -> PlanInput {
        var state: [RouteKey: AppliedRoute] = [:]
        for object in applied {
            let name = object["metadata"]?["name"]?.string ?? ""
            state[SimulatedCluster.key(name)] = AppliedRoute(object: object, uid: cluster.uid(name))
        }
        return PlanInput(
            desired: desired.map(self.desired), applied: state, live: live, lineage: lineage, serial: 7,
            apiVersion: SimulatedCluster.version,
            cluster: PlannedCluster(server: "https://a:6443", context: "prod", uid: "u1"))
    }

    /// The plan of what is wanted, with a state that knows what was applied, against the cluster.
    static func plan(
        _ desired: [Value], applied: [Value] = [], on cluster: SimulatedCluster, prunes: Bool = false
    ) -> Plan {
        var input = input(desired, applied: applied, live: .known(cluster.objects), cluster: cluster)
        input.prunes = prunes
        return Planner(input, target: .standard).plan()
    }
}
