internal import DurableFile
internal import GatewayAPI
internal import Nodes
internal import State

extension StateRoute {
    /// What the state is to know of a route that was applied: what was sent, and what the server made of it.
    init(_ key: RouteKey, object: Value, live: Value, kind: String = TCPRouteSchema.kind) {
        let metadata = live["metadata"]
        self.init(
            apiVersion: object["apiVersion"]?.string ?? "", kind: kind, namespace: key.namespace, name: key.name,
            object: object, uid: metadata?["uid"]?.string, resourceVersion: metadata?["resourceVersion"]?.string,
            outputs: RouteOutputs(routeName: key.name, namespace: key.namespace ?? ""), appliedAt: Timestamp.now())
    }
}
