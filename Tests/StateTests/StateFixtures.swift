import Files
import Testing
import Values

@testable import State

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A folder of its own for one test, removed at the end.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/openmcf-test-XXXXXX".utf8CString)
        let created = try #require(mkdtemp(&template))
        path = String(cString: created)
    }

    deinit { Self.removeTree(path) }

    var store: StateStore {
        get throws { try StateStore.open(StateLocation(path: path + "/.openmcf/state.json")) }
    }

    static func names(in path: String) -> [String] {
        guard let stream = opendir(path) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    private static func removeTree(_ path: String) {
        chmod(path, 0o700)
        for name in names(in: path) where unlink(path + "/" + name) != 0 { removeTree(path + "/" + name) }
        rmdir(path)
    }
}

let lineage = "3f2c0a52-6a7e-4b0e-9d0a-1c9f0b6f8f11"

func route(_ name: String, namespace: String? = "db", version: String = "v1alpha2", port: Int64 = 5432) -> StateRoute {
    let apiVersion = "gateway.networking.k8s.io/\(version)"
    return StateRoute(
        apiVersion: apiVersion, kind: "TCPRoute", namespace: namespace, name: name,
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
