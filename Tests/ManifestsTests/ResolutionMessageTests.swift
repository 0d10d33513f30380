import Testing

/// What a person is told of references that lead nowhere, word for word.
struct ResolutionMessageTests {
    static let cases = [
        MessageCase(
            "unresolved",
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

            """#,
            #"""
            f.yaml:7:5: error: there is no KubernetesNamespace in the input, so spec.name of 'shared' is unknown [unresolved-reference]
              7 |     valueFrom: {name: shared}
                |     ^^^^^^^^^
              help: give its manifest with another -f, or write the name itself

            """#),
        MessageCase(
            "unresolvedWithSuggestion",
            #"""
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesTcpRoute
            metadata:
              name: db
            spec:
              namespace:
                valueFrom: {name: sharde}
              rules:
              - backendRefs:
                - name: db
                  port: 5432
            ---
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesNamespace
            metadata:
              name: shared
              env: dev
            spec:
              name: real

            """#,
            #"""
            f.yaml:7:5: error: KubernetesNamespace 'sharde' is neither in the input nor in the state, so its spec.name is unknown [unresolved-reference]
              7 |     valueFrom: {name: sharde}
                |     ^^^^^^^^^
              help: did you mean 'shared'?

            """#),
        MessageCase(
            "otherEnvironment",
            #"""
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesTcpRoute
            metadata:
              name: db
            spec:
              namespace:
                valueFrom: {name: shared, env: prod}
              rules:
              - backendRefs:
                - name: db
                  port: 5432
            ---
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesNamespace
            metadata:
              name: shared
              env: dev
            spec:
              name: real

            """#,
            #"""
            f.yaml:7:5: error: KubernetesNamespace 'shared' (env prod) is neither in the input nor in the state, so its spec.name is unknown [unresolved-reference]
              7 |     valueFrom: {name: shared, env: prod}
                |     ^^^^^^^^^
              help: the input has KubernetesNamespace 'shared' with env dev

            """#),
        MessageCase(
            "ambiguous",
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
              env: dev
            spec:
              name: a
            ---
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesNamespace
            metadata:
              name: shared
              env: prod
            spec:
              name: b

            """#,
            #"""
            f.yaml:7:5: error: KubernetesNamespace 'shared' is defined 2 times in the input [ambiguous-reference]
              7 |     valueFrom: {name: shared}
                |     ^^^^^^^^^
            f.yaml:16:3: note: one is here
              16 |   name: shared
                 |   ^^^^
            f.yaml:24:3: note: one is here
              24 |   name: shared
                 |   ^^^^
              help: tell them apart by 'env', or remove one

            """#),
        MessageCase(
            "referenceToNothing",
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
              env: dev
            spec:
              other: a

            """#,
            #"""
            f.yaml:7:5: error: KubernetesNamespace 'shared' has no spec.name [unresolved-reference]
              7 |     valueFrom: {name: shared}
                |     ^^^^^^^^^
            f.yaml:18:1: note: it is looked for here
              18 | spec:
                 | ^^^^
              help: set it in that manifest, or name another field with 'fieldPath'

            """#),
        MessageCase(
            "referenceToAList",
            #"""
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesTcpRoute
            metadata:
              name: db
            spec:
              namespace:
                valueFrom: {name: shared, fieldPath: spec.name}
              rules:
              - backendRefs:
                - name: db
                  port: 5432
            ---
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesNamespace
            metadata:
              name: shared
              env: dev
            spec:
              name: [a]

            """#,
            #"""
            f.yaml:7:42: error: spec.name of KubernetesNamespace 'shared' is a list, not a name [invalid-reference]
              7 |     valueFrom: {name: shared, fieldPath: spec.name}
                |                                          ^^^^^^^^^
            f.yaml:19:9: note: it is set here
              19 |   name: [a]
                 |         ^^^

            """#),
        MessageCase(
            "badFieldPath",
            #"""
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesTcpRoute
            metadata:
              name: db
            spec:
              namespace:
                valueFrom: {name: shared, fieldPath: spec..name}
              rules:
              - backendRefs:
                - name: db
                  port: 5432
            ---
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesNamespace
            metadata:
              name: shared
              env: dev
            spec:
              name: a

            """#,
            #"""
            f.yaml:7:42: error: fieldPath is no field path: a step of the path is empty [invalid-reference]
              7 |     valueFrom: {name: shared, fieldPath: spec..name}
                |                                          ^^^^^^^^^^

            """#),
        MessageCase(
            "cycle",
            #"""
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesTcpRoute
            metadata:
              name: db
            spec:
              namespace:
                valueFrom: {name: a}
              rules:
              - backendRefs:
                - name: db
                  port: 5432
            ---
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesNamespace
            metadata:
              name: a
              env: dev
            spec:
              name: {valueFrom: {name: b}}
            ---
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesNamespace
            metadata:
              name: b
              env: dev
            spec:
              name: {valueFrom: {name: a}}

            """#,
            #"""
            f.yaml:27:10: error: the reference leads back to itself: KubernetesNamespace 'a' spec.name → KubernetesNamespace 'b' spec.name → KubernetesNamespace 'a' spec.name [reference-cycle]
              27 |   name: {valueFrom: {name: a}}
                 |          ^^^^^^^^^

            """#),
        MessageCase(
            "referencedNameIsIllegal",
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
              env: dev
            spec:
              name: Not_Legal

            """#,
            #"""
            f.yaml:7:5: error: namespace must be a lowercase RFC 1123 label: letters a-z, digits and '-', starting and ending with a letter or digit; 'Not_Legal' is not [pattern]
              7 |     valueFrom: {name: shared}
                |     ^^^^^^^^^^^^^^^^^^^^^^^^^

            """#),
        MessageCase(
            "backendReferenceWithoutKind",
            #"""
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesTcpRoute
            metadata:
              name: db
            spec:
              namespace: ns
              rules:
              - backendRefs:
                - name: {valueFrom: {name: x}}
                  port: 1

            """#,
            #"""
            f.yaml:9:14: error: kind is missing from valueFrom [required-field]
              9 |     - name: {valueFrom: {name: x}}
                |              ^^^^^^^^^
              help: a backend may be of any kind, so say which manifest is meant

            """#),
    ]

    @Test(arguments: cases)
    func rendered(_ example: MessageCase) async {
        #expect(await example.rendered() == example.expected)
    }
}
