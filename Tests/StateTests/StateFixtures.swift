import TestSupport
import Values

@testable import State

extension TemporaryFolder {
    /// The state of a project in this folder.
    var store: StateStore {
        get throws { try StateStore.open(StateLocation(path: path + "/.openmcf/state.json")) }
    }
}

let lineage = "3f2c0a52-6a7e-4b0e-9d0a-1c9f0b6f8f11"

func route(_ name: String, namespace: String? = "db", version: String = "v1alpha2", port: Int64 = 5432) -> StateRoute {
    let apiVersion = "gateway.networking.k8s.io/\(version)"
    return StateRoute(
        ObjectReference(apiVersion: apiVersion, kind: "TCPRoute", namespace: namespace, name: name),
        object: [
            "apiVersion": .string(apiVersion), "kind": "TCPRoute",
            "metadata": ["name": .string(name), "namespace": .string(namespace ?? "")],
            "spec": ["rules": [["backendRefs": [["group": "", "name": "pg", "port": .int(port), "weight": 1]]]]],
        ],
        uid: "uid-\(name)", resourceVersion: "17",
        outputs: RouteOutputs(routeName: name, namespace: namespace ?? "db"), appliedAt: "2026-03-01T10:00:00Z")
}

func snapshot(_ routes: StateRoute..., serial: Int64 = 0) -> StateSnapshot {
    var snapshot = StateSnapshot(lineage: lineage, serial: serial, cluster: ClusterIdentity(uid: "cluster-1"))
    for route in routes { snapshot.upsert(route) }
    return snapshot
}

func decode(_ text: String) throws(StateError) -> StateSnapshot {
    try StateCodec.decode(Array(text.utf8), path: "state.json")
}

func encode(_ snapshot: StateSnapshot) -> String { String(decoding: StateCodec.encode(snapshot), as: UTF8.self) }
