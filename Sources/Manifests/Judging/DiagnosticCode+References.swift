package import Diagnostics

/// What is wrong with `{value: …}` and `{valueFrom: …}`.
extension DiagnosticCode {
    package static let invalidReference = DiagnosticCode(
        "invalid-reference", .error, "A reference cannot be read, or leads to something that is no name",
        example:
            "namespace needs a 'value' or a 'valueFrom'; namespace has both 'value' and 'valueFrom'; spec of KubernetesNamespace 'shared' is a mapping, not a name",
        advice: "write a 'value' or a 'valueFrom', and let fieldPath name a text")
    package static let unresolvedReference = DiagnosticCode(
        "unresolved-reference", .error, "A reference leads to nothing in the input or in the state",
        example:
            "there is no KubernetesNamespace in the input, so spec.name of 'shared' is unknown; KubernetesNamespace 'shared' is neither in the input nor in the state, so its spec.name is unknown; KubernetesNamespace 'shared' has no spec.nam; spec.name of KubernetesNamespace 'shared' is empty",
        advice: "give that manifest too, correct fieldPath, or write the name itself")
    package static let ambiguousReference = DiagnosticCode(
        "ambiguous-reference", .error, "A reference fits several manifests",
        example: "KubernetesNamespace 'shared' is defined 2 times in the input",
        advice: "add 'env:' to the reference, or remove one of the manifests")
    package static let referenceCycle = DiagnosticCode(
        "reference-cycle", .error, "References lead back to where they start",
        example: "the reference leads back to itself: …",
        advice: "write a name at one of the places")
}
