package import Diagnostics

/// What cannot be brought along, or not as it is.
extension DiagnosticCode {
    package static let noPlaceInManifest = DiagnosticCode(
        "no-place-in-manifest", .error, "An object given to `convert` has something that a manifest cannot hold",
        example:
            "a KubernetesTcpRoute has no place for metadata.finalizers; a TCP route cannot end TLS, as termination 'edge' does",
        advice: "take it out of the object, or leave such objects out with --skip")
    package static let unresolvedPort = DiagnosticCode(
        "unresolved-port", .error, "The port of the Service that a Route of OpenShift leads to cannot be told",
        example:
            "which port 'postgres' is, is not known: the Service 'db' is not in the input; the Service 'db' has no port 'postgres'",
        advice: "give the Service beside the Route, as with 'oc get routes,services -o yaml'")
    package static let changedInConversion = DiagnosticCode(
        "changed-in-conversion", .warning, "Something of an object given to `convert` changes on the way",
        example:
            "the label app.kubernetes.io/name will be 'tcproute' and not 'postgres': openmcf sets it; the host 'db.example.com' selects nothing in TCP",
        advice: "see that what relied on it goes on working")
    package static let lostInConversion = DiagnosticCode(
        "lost-in-conversion", .warning,
        "Something of an object given to `convert` has no effect on TCP, and is left out",
        example: "the annotation 'haproxy.router.openshift.io/timeout' is left out: it is for the router of OpenShift",
        advice: "there is nothing to do where it is not missed")
}
