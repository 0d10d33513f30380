import Testing

/// What a person is told of fields that are missing or empty, word for word.
struct MissingFieldMessageTests {
    static let cases = [
        MessageCase(
            "missingPort",
            #"""
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesTcpRoute
            metadata:
              name: db
            spec:
              namespace: ns
              rules:
              - backendRefs:
                - name: db

            """#,
            #"""
            f.yaml:9:7: error: the Service 'db' needs a port [port-required]
              9 |     - name: db
                |       ^^^^^^^^
              help: add 'port:' with the Service's port number

            """#),
        MessageCase(
            "missingRules",
            #"""
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesTcpRoute
            metadata:
              name: db
            spec:
              namespace: ns

            """#,
            #"""
            f.yaml:5:1: error: rules is missing from spec [required-field]
              5 | spec:
                | ^^^^
              help: rules: Where connections go. A TCP route matches nothing: each connection of the listener takes the rule.

            """#),
        MessageCase(
            "missingName",
            #"""
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesTcpRoute
            metadata: {}
            spec:
              namespace: ns
              rules:
              - backendRefs:
                - name: db
                  port: 5432

            """#,
            #"""
            f.yaml:3:1: error: name is missing from metadata [required-field]
              3 | metadata: {}
                | ^^^^^^^^
              help: name: Name of the object, unique in its namespace.

            """#),
        MessageCase(
            "missingSpec",
            #"""
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesTcpRoute
            metadata:
              name: db

            """#,
            #"""
            f.yaml:1:1: error: spec is missing from the manifest [required-field]
              1 | apiVersion: kubernetes.openmcf.org/v1
                | ^^^^^^^^^^
              help: spec: What the route forwards and where it lives.

            """#),
        MessageCase(
            "emptyRules",
            #"""
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesTcpRoute
            metadata:
              name: db
            spec:
              namespace: ns
              rules: []

            """#,
            #"""
            f.yaml:7:10: error: rules needs at least 1 element, but has 0 [list-length]
              7 |   rules: []
                |          ^^

            """#),
        MessageCase(
            "emptyNamespace",
            #"""
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesTcpRoute
            metadata:
              name: db
            spec:
              namespace: ""
              rules:
              - backendRefs:
                - name: db
                  port: 5432

            """#,
            #"""
            f.yaml:6:14: error: namespace must not be empty [text-length]
              6 |   namespace: ""
                |              ^^

            """#),
    ]

    @Test(arguments: cases)
    func rendered(_ example: MessageCase) async {
        #expect(await example.rendered() == example.expected)
    }
}
