package import Diagnostics

/// What is wrong with an input, or with what was asked of it.
extension DiagnosticCode {
    package static let unreadableFile = DiagnosticCode(
        "unreadable-file", .error, "A source of manifests cannot be read",
        example: "the file cannot be read: No such file or directory",
        advice: "check the path and its permissions")
    package static let noManifests = DiagnosticCode(
        "no-manifests", .error, "There is no KubernetesTcpRoute in a source, or in all of them",
        example:
            "the file is empty; there is no KubernetesTcpRoute in the input; there is nothing to apply among the 3 objects: 2 ConfigMap, 1 Service; the directory has no manifests; nothing matches this pattern",
        advice: "give a manifest with 'kind: KubernetesTcpRoute'; -R reads directories in a directory")
    package static let notAMapping = DiagnosticCode(
        "not-a-mapping", .error, "A document is not a mapping, so it is no manifest",
        example: "a manifest must be a mapping, but this document is a list",
        advice: "start the document with 'apiVersion:'")
    package static let unknownKind = DiagnosticCode(
        "unknown-kind", .error, "A document is of a kind that openmcf does not read",
        example:
            "there is no kind 'KubernetesTcpRout' in kubernetes.openmcf.org/v1; there is no group 'kubernetes.openmfc.org'; openmcf does not read 'Deployment' of apps/v1",
        advice: "correct the kind")
    package static let duplicateRoute = DiagnosticCode(
        "duplicate-route", .error, "A route is defined twice",
        example: "the route app-ns/postgres-route is defined twice",
        advice: "rename one of the two, or remove it")
    package static let leftAlone = DiagnosticCode(
        "left-alone", .note, "Objects of other kinds stand beside the manifests and are left alone",
        example: "3 objects of other kinds are left alone: 2 ConfigMap, 1 Deployment",
        advice: "there is nothing to do")
    package static let notApplied = DiagnosticCode(
        "not-applied", .note,
        "A manifest of another kind serves as a reference target, or for routes to be judged against",
        example:
            "KubernetesNamespace 'shared' is not applied: it serves as a reference target only; not applied, but the routes are judged against them: 2 Gateway",
        advice: "there is nothing to do")
    package static let serverFields = DiagnosticCode(
        "server-fields", .note, "What a server sets stands in TCPRoute objects, and is ignored",
        example: "what a server sets is ignored in 2 TCPRoutes: metadata.uid, status",
        advice: "there is nothing to do")
    package static let defaultNamespace = DiagnosticCode(
        "default-namespace", .note, "TCPRoute objects name no namespace, and get that of -n or of the context",
        example: "1 TCPRoute names no namespace: it goes to 'db', the namespace of the context 'dev'",
        advice: "add metadata.namespace to choose it in the file")
    package static let invalidOverride = DiagnosticCode(
        "invalid-override", .error, "A --set cannot be read, or does not fit the manifest",
        example:
            "'--set' takes path=value; spec.rules has 1 element, so there is no [5]; [1] would add one; '-1' is no index of spec.rules: it has 1 element, [0]; [1] adds one; metadata.labels.a is a text, so no field can be below it",
        advice: "correct the argument")
}
