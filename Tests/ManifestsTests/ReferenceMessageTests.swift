import Testing

/// What a person is told of references that are not well formed, word for word.
struct ReferenceMessageTests {
    static let cases = [
        MessageCase(
            "valueAndReference",
            #"""
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesTcpRoute
            metadata:
              name: db
            spec:
              namespace:
                value: a
                valueFrom: {name: b}
              rules:
              - backendRefs:
                - name: db
                  port: 5432

            """#,
            #"""
            f.yaml:6:3: error: namespace has both 'value' and 'valueFrom' [invalid-reference]
              6 |   namespace:
                |   ^^^^^^^^^

            """#),
        MessageCase(
            "neitherValueNorReference",
            #"""
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesTcpRoute
            metadata:
              name: db
            spec:
              namespace:
                {}
              rules:
              - backendRefs:
                - name: db
                  port: 5432

            """#,
            #"""
            f.yaml:6:3: error: namespace needs a 'value' or a 'valueFrom' [invalid-reference]
              6 |   namespace:
                |   ^^^^^^^^^
              help: write namespace: NAME, or {value: NAME}, or {valueFrom: {kind: …, name: …}}

            """#),
        MessageCase(
            "unknownFieldInReference",
            #"""
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesTcpRoute
            metadata:
              name: db
            spec:
              namespace:
                valeu: a
              rules:
              - backendRefs:
                - name: db
                  port: 5432

            """#,
            #"""
            f.yaml:7:5: error: namespace has no field 'valeu' [unknown-field]
              7 |     valeu: a
                |     ^^^^^
              help: did you mean 'value'?

            """#),
        MessageCase(
            "valueIsANumber",
            #"""
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesTcpRoute
            metadata:
              name: db
            spec:
              namespace:
                value: 5
              rules:
              - backendRefs:
                - name: db
                  port: 5432

            """#,
            #"""
            f.yaml:7:12: error: value must be a string, not the integer 5 [wrong-type]
              7 |     value: 5
                |            ^
              help: put quotes around it to make it a string

            """#),
        MessageCase(
            "emptyValue",
            #"""
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesTcpRoute
            metadata:
              name: db
            spec:
              namespace:
                value: ""
              rules:
              - backendRefs:
                - name: db
                  port: 5432

            """#,
            #"""
            f.yaml:7:12: error: namespace must not be empty [text-length]
              7 |     value: ""
                |            ^^

            """#),
        MessageCase(
            "referenceWithoutName",
            #"""
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesTcpRoute
            metadata:
              name: db
            spec:
              namespace:
                valueFrom: {kind: KubernetesNamespace}
              rules:
              - backendRefs:
                - name: db
                  port: 5432

            """#,
            #"""
            f.yaml:7:5: error: name is missing from valueFrom [required-field]
              7 |     valueFrom: {kind: KubernetesNamespace}
                |     ^^^^^^^^^

            """#),
        MessageCase(
            "referenceIsAScalar",
            #"""
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesTcpRoute
            metadata:
              name: db
            spec:
              namespace:
                valueFrom: shared
              rules:
              - backendRefs:
                - name: db
                  port: 5432

            """#,
            #"""
            f.yaml:7:16: error: valueFrom must be a mapping, not the string 'shared' [wrong-type]
              7 |     valueFrom: shared
                |                ^^^^^^
              help: write valueFrom: {kind: …, name: …}

            """#),
        MessageCase(
            "unknownFieldInValueFrom",
            #"""
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesTcpRoute
            metadata:
              name: db
            spec:
              namespace:
                valueFrom: {name: a, path: b}
              rules:
              - backendRefs:
                - name: db
                  port: 5432

            """#,
            #"""
            f.yaml:7:26: error: valueFrom has no field 'path' [unknown-field]
              7 |     valueFrom: {name: a, path: b}
                |                          ^^^^
              help: known fields are kind, env, name, fieldPath

            """#),
    ]

    @Test(arguments: cases)
    func rendered(_ example: MessageCase) async {
        #expect(await example.rendered() == example.expected)
    }
}
