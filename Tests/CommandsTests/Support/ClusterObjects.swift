import Values

/// Objects in the namespace `db` of a cluster, as API servers have them.
enum ClusterObjects {
    static let gatewayClass: Value = [
        "apiVersion": "gateway.networking.k8s.io/v1", "kind": "GatewayClass", "metadata": ["name": "c"],
        "spec": ["controllerName": "example.com/c"],
    ]

    /// The Gateway `gw` with a listener for TCP on port 5432, and one for HTTP.
    static let gateway: Value = [
        "apiVersion": "gateway.networking.k8s.io/v1", "kind": "Gateway",
        "metadata": ["name": "gw", "namespace": "db", "creationTimestamp": "2024-01-01T00:00:00Z"],
        "spec": [
            "gatewayClassName": "c",
            "listeners": [
                ["name": "tcp", "port": 5432, "protocol": "TCP"], ["name": "web", "port": 80, "protocol": "HTTP"],
            ],
        ],
    ]

    static func service(_ name: String) -> Value {
        [
            "apiVersion": "v1", "kind": "Service", "metadata": ["name": .string(name), "namespace": "db"],
            "spec": ["ports": [["port": 5432]]],
        ]
    }

    /// The endpoints of a Service.
    static func slice(_ service: String, _ addresses: [String] = ["10.0.0.1"]) -> Value {
        [
            "apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice",
            "metadata": [
                "name": .string(service + "-1"), "namespace": "db",
                "labels": ["kubernetes.io/service-name": .string(service)],
            ],
            "addressType": "IPv4", "ports": [["port": 5432, "name": ""]],
            "endpoints": .array(addresses.map { ["addresses": [.string($0)]] }),
        ]
    }
}
