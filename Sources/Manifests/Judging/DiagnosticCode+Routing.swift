package import Diagnostics

/// What is found of a route beside Gateways, Services, grants and other routes.
extension DiagnosticCode {
    package static let sharedListener = DiagnosticCode(
        "shared-listener", .warning, "Two routes attach to one listener, of which only the older gets connections",
        example: "ns/one attaches to listener 'tcp' of Gateway 'gw' too: only the older route gets connections",
        advice: "name another listener, or make one route of the two")
    package static let crossNamespaceBackend = DiagnosticCode(
        "cross-namespace-backend", .warning, "A backend of another namespace needs a ReferenceGrant there",
        example: "Service 'db' is in namespace 'data': without a ReferenceGrant there, its connections are rejected",
        advice: "apply the ReferenceGrant that the message shows")
    package static let noSuchListener = DiagnosticCode(
        "no-such-listener", .warning, "A parent names a listener that the Gateway in the input does not have",
        example: "Gateway 'infra/gw' has no listener 'tpc'; it has tcp :5432, web :80",
        advice: "name a listener of the Gateway with 'sectionName:'")
    package static let listenerProtocol = DiagnosticCode(
        "listener-protocol", .warning, "The listeners that a parent names have other protocols than TCP",
        example: "Gateway 'infra/gw' does not take the route: web :80 is HTTP, not TCP",
        advice: "name a TCP listener, or add one to the Gateway")
    package static let listenerKinds = DiagnosticCode(
        "listener-kinds", .warning, "The listeners that a parent names take other kinds of routes only",
        example: "Gateway 'infra/gw' does not take the route: tls :443 takes only TLSRoute",
        advice: "add 'kind: TCPRoute' to the listener's allowedRoutes.kinds")
    package static let listenerNamespaces = DiagnosticCode(
        "listener-namespaces", .warning, "The listeners that a parent names take no routes of the route's namespace",
        example: "Gateway 'infra/gw' does not take the route: tcp :5432 takes routes only from its own namespace infra",
        advice: "let the listener's allowedRoutes.namespaces admit the namespace")
    package static let listenerConflict = DiagnosticCode(
        "listener-conflict", .warning, "The listener that a parent names shares its port with another of the Gateway",
        example: "listener 'tcp' of Gateway 'gw' has port 80 together with 'web': none of them gets connections",
        advice: "give each listener a port of its own")
    package static let noTCPRouteSupport = DiagnosticCode(
        "no-tcproute-support", .warning, "The controller of a parent says that it does no TCPRoutes",
        example:
            "the controller of Gateway 'gw' does no TCPRoutes, as its status says: the route will get no connections",
        advice: "use a Gateway of another class, or install what the controller needs")
    package static let gatewayNotAccepted = DiagnosticCode(
        "gateway-not-accepted", .warning, "The status of a parent, or of its class, says that it takes no connections",
        example: "Gateway 'gw' gets no connections, as its status says: Accepted is False (InvalidParameters)",
        advice: "correct the Gateway or its class first")
    package static let noSuchPort = DiagnosticCode(
        "no-such-port", .warning, "A backend names a port that the Service in the input does not have",
        example: "Service app/db has no TCP port 5433; it has 5432: connections to port 5433 are rejected",
        advice: "name a TCP port of the Service")
    package static let shadowed = DiagnosticCode(
        "shadowed", .warning, "A route that exists already has the listener, and the oldest gets all connections",
        example:
            "team-b/old has listener 'tcp' of Gateway 'infra/gw' since 2024-03-01: the route will get no connections there",
        advice: "name another listener, or have the other route deleted first")
    package static let noSuchGateway = DiagnosticCode(
        "no-such-gateway", .warning, "The cluster does not have the Gateway that a parent names",
        example: "there is no Gateway 'infra/gw' in the cluster: the route will get no connections",
        advice: "create the Gateway, or correct its name and namespace")
    package static let listenerNotReady = DiagnosticCode(
        "listener-not-ready", .warning,
        "The status of the listener that a parent names says that it takes no connections",
        example:
            "listener 'tcp' of Gateway 'infra/gw' takes no connections, as its status says: Programmed is False (Invalid)",
        advice: "correct the listener first")
    package static let noSuchService = DiagnosticCode(
        "no-such-service", .warning, "The cluster does not have the Service that a backend names",
        example: "30 % of connections will be rejected: Service db/pg-canary does not exist",
        advice: "create the Service, or correct its name")
    package static let noGrant = DiagnosticCode(
        "no-grant", .warning, "No ReferenceGrant of the cluster allows a backend of another namespace",
        example: "30 % of connections will be rejected: no ReferenceGrant in namespace 'data' allows Service data/pg",
        advice: "apply the ReferenceGrant that the message shows")
    package static let noEndpoints = DiagnosticCode(
        "no-endpoints", .warning, "The Service that a backend names has no endpoint that is ready",
        example: "30 % of connections will be rejected: Service db/pg-canary has no ready endpoints",
        advice: "start what is behind the Service")
}

extension DiagnosticCode {
    /// What routing finds: more is known of it once a cluster has been looked at.
    static let routing: Set<DiagnosticCode> = [
        .crossNamespaceBackend, .sharedListener, .noSuchListener, .listenerProtocol, .listenerKinds,
        .listenerNamespaces, .listenerConflict, .noTCPRouteSupport, .gatewayNotAccepted, .noSuchPort, .shadowed,
        .noSuchGateway, .listenerNotReady, .noSuchService, .noGrant, .noEndpoints,
    ]
}
