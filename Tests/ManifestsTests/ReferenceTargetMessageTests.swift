import Testing

/// What a person is told of references whose target is misspelled or holds no text, word for word.
struct ReferenceTargetMessageTests {
    static let cases = [
        MessageCase(
            "misspelledKind",
            #"""
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesTcpRoute
            metadata:
              name: db
            spec:
              namespace:
                valueFrom: {kind: KubernetesNamespac, name: shared}
              rules:
              - backendRefs:
                - name: db
                  port: 5432
            ---
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesNamespace
            metadata:
              name: shared
            spec:
              name: a

            """#,
            #"""
            f.yaml:7:23: error: there is no KubernetesNamespac in the input [unresolved-reference]
              7 |     valueFrom: {kind: KubernetesNamespac, name: shared}
                |                       ^^^^^^^^^^^^^^^^^^
              help: did you mean kind KubernetesNamespace?

            """#),
        MessageCase(
            "nothingOfThatKind",
            #"""
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesTcpRoute
            metadata:
              name: db
            spec:
              namespace:
                valueFrom: {kind: KubernetesProject, name: shared}
              rules:
              - backendRefs:
                - name: db
                  port: 5432
            ---
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesNamespace
            metadata:
              name: shared
            spec:
              name: a

            """#,
            #"""
            f.yaml:7:5: error: there is no KubernetesProject in the input, so spec.name of 'shared' is unknown [unresolved-reference]
              7 |     valueFrom: {kind: KubernetesProject, name: shared}
                |     ^^^^^^^^^
              help: give its manifest with another -f, or write the name itself

            """#),
        MessageCase(
            "misspelledFieldPath",
            #"""
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesTcpRoute
            metadata:
              name: db
            spec:
              namespace:
                valueFrom: {name: shared, field_path: spec.nmae}
              rules:
              - backendRefs:
                - name: db
                  port: 5432
            ---
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesNamespace
            metadata:
              name: shared
            spec:
              name: a

            """#,
            #"""
            f.yaml:7:43: error: KubernetesNamespace 'shared' has no spec.nmae [unresolved-reference]
              7 |     valueFrom: {name: shared, field_path: spec.nmae}
                |                                           ^^^^^^^^^
            f.yaml:17:1: note: it is looked for here
              17 | spec:
                 | ^^^^
              help: did you mean 'spec.name'?

            """#),
        MessageCase(
            "misspelledOnTheWay",
            #"""
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesTcpRoute
            metadata:
              name: db
            spec:
              namespace:
                valueFrom: {name: shared, fieldPath: spce.name}
              rules:
              - backendRefs:
                - name: db
                  port: 5432
            ---
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesNamespace
            metadata:
              name: shared
            spec:
              name: a

            """#,
            #"""
            f.yaml:7:42: error: KubernetesNamespace 'shared' has no spce.name [unresolved-reference]
              7 |     valueFrom: {name: shared, fieldPath: spce.name}
                |                                          ^^^^^^^^^
            f.yaml:13:1: note: it is looked for here
              13 | apiVersion: kubernetes.openmcf.org/v1
                 | ^^^^^^^^^^
              help: did you mean 'spec.name'?

            """#),
        MessageCase(
            "noSuchElement",
            #"""
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesTcpRoute
            metadata:
              name: db
            spec:
              namespace:
                valueFrom: {name: shared, fieldPath: 'spec.names[2]'}
              rules:
              - backendRefs:
                - name: db
                  port: 5432
            ---
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesNamespace
            metadata:
              name: shared
            spec:
              names: [a, b]

            """#,
            #"""
            f.yaml:7:42: error: KubernetesNamespace 'shared' has no spec.names[2] [unresolved-reference]
              7 |     valueFrom: {name: shared, fieldPath: 'spec.names[2]'}
                |                                          ^^^^^^^^^^^^^^^
            f.yaml:18:3: note: it is looked for here
              18 |   names: [a, b]
                 |   ^^^^^
              help: set it in that manifest, or name another field with 'fieldPath'

            """#),
        MessageCase(
            "referenceToEmptyText",
            #"""
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesTcpRoute
            metadata:
              name: db
            spec:
              namespace:
                valueFrom: {name: shared}
              rules:
              - backendRefs:
                - name: db
                  port: 5432
            ---
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesNamespace
            metadata:
              name: shared
            spec:
              name: ""

            """#,
            #"""
            f.yaml:7:5: error: spec.name of KubernetesNamespace 'shared' is empty [unresolved-reference]
              7 |     valueFrom: {name: shared}
                |     ^^^^^^^^^
            f.yaml:18:9: note: it is empty here
              18 |   name: ""
                 |         ^^
              help: set it in that manifest, or name another field with 'fieldPath'

            """#),
    ]

    @Test(arguments: cases)
    func rendered(_ example: MessageCase) async {
        #expect(await example.rendered() == example.expected)
    }
}
