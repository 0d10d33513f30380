import Testing

/// What a person is told of fields that do not exist, or exist twice, word for word.
struct UnknownFieldMessageTests {
    static let cases = [
        MessageCase(
            "unknownField",
            #"""
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesTcpRoute
            metadata:
              name: db
            spec:
              namespace: ns
              rules:
              - backendRef:
                - name: db
                  port: 5432

            """#,
            #"""
            f.yaml:8:5: error: rules[0] has no field 'backendRef' [unknown-field]
              8 |   - backendRef:
                |     ^^^^^^^^^^
              help: did you mean 'backendRefs'?

            """#),
        MessageCase(
            "unknownFieldWithoutSuggestion",
            #"""
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesTcpRoute
            metadata:
              name: db
            spec:
              namespace: ns
              replicas: 3
              rules:
              - backendRefs:
                - name: db
                  port: 5432

            """#,
            #"""
            f.yaml:7:3: error: spec has no field 'replicas' [unknown-field]
              7 |   replicas: 3
                |   ^^^^^^^^
              help: known fields are targetCluster, namespace, parentRefs, useDefaultGateways, rules

            """#),
        MessageCase(
            "unknownFieldAtTop",
            #"""
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesTcpRoute
            metadata:
              name: db
            spce:
              namespace: ns
              rules:
              - backendRefs:
                - name: db
                  port: 5432

            """#,
            #"""
            f.yaml:5:1: error: a KubernetesTcpRoute has no field 'spce' [unknown-field]
              5 | spce:
                | ^^^^
              help: did you mean 'spec'?

            """#),
        MessageCase(
            "fieldOfAnotherRelease", target: "v1.3",
            #"""
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesTcpRoute
            metadata:
              name: db
            spec:
              namespace: ns
              useDefaultGateways: All
              rules:
              - backendRefs:
                - name: db
                  port: 5432

            """#,
            #"""
            f.yaml:7:3: error: useDefaultGateways is not in Gateway API v1.3: the API server would drop it [unknown-field]
              7 |   useDefaultGateways: All
                |   ^^^^^^^^^^^^^^^^^^
              help: remove it, or judge for a release that has it with --gateway-api v1.6/experimental

            """#),
        MessageCase(
            "fieldOfAnotherChannel", target: "v1.6/standard/v1",
            #"""
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesTcpRoute
            metadata:
              name: db
            spec:
              namespace: ns
              useDefaultGateways: All
              rules:
              - backendRefs:
                - name: db
                  port: 5432

            """#,
            #"""
            f.yaml:7:3: error: useDefaultGateways is not in the standard channel of v1.6: the API server would drop it [unknown-field]
              7 |   useDefaultGateways: All
                |   ^^^^^^^^^^^^^^^^^^
              help: remove it, or judge for a release that has it with --gateway-api v1.6/experimental

            """#),
        MessageCase(
            "duplicateKey",
            #"""
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesTcpRoute
            metadata:
              name: db
            spec:
              namespace: ns
              namespace: other
              rules:
              - backendRefs:
                - name: db
                  port: 5432

            """#,
            #"""
            f.yaml:7:3: error: the key 'namespace' is repeated in this mapping [duplicate-key]
              7 |   namespace: other
                |   ^^^^^^^^^
            f.yaml:6:3: note: the first 'namespace' is here
              6 |   namespace: ns
                |   ^^^^^^^^^
              help: kubectl would silently keep the last one; remove one of the two

            """#),
        MessageCase(
            "bothSpellings",
            #"""
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesTcpRoute
            metadata:
              name: db
            spec:
              namespace: ns
              parent_refs: [{name: a}]
              parentRefs: [{name: b}]
              rules:
              - backendRefs:
                - name: db
                  port: 5432

            """#,
            #"""
            f.yaml:7:3: error: 'parent_refs' and 'parentRefs' are the same field, set twice [duplicate-key]
              7 |   parent_refs: [{name: a}]
                |   ^^^^^^^^^^^
              help: keep one of the two

            """#),
        MessageCase(
            "nameInAnAlias",
            #"""
            x: &b {name: db}
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesTcpRoute
            metadata:
              name: db
            spec:
              namespace: ns
              rules:
              - backendRefs:
                - *b

            """#,
            #"""
            f.yaml:1:1: error: a KubernetesTcpRoute has no field 'x' [unknown-field]
              1 | x: &b {name: db}
                | ^
              help: known fields are apiVersion, kind, metadata, spec, status

            f.yaml:1:4: error: the Service 'db' needs a port [port-required]
              1 | x: &b {name: db}
                |    ^^^^^^^^^^^^^
            f.yaml:10:7: note: it is used here
              10 |     - *b
                 |       ^^
              help: add 'port:' with the Service's port number

            """#),
        MessageCase(
            "misspelledPort",
            #"""
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesTcpRoute
            metadata:
              name: db
            spec:
              namespace: ns
              rules:
              - backendRefs:
                - {name: db, prot: 80}

            """#,
            #"""
            f.yaml:9:18: error: backendRefs[0] has no field 'prot' [unknown-field]
              9 |     - {name: db, prot: 80}
                |                  ^^^^
              help: did you mean 'port'?

            """#),
        MessageCase(
            "misspelledBesideTheField",
            #"""
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesTcpRoute
            metadata:
              name: db
            spec:
              namespace: ns
              rules:
              - backendRefs:
                - {name: db, port: 80, prot: 80}

            """#,
            #"""
            f.yaml:9:28: error: backendRefs[0] has no field 'prot' [unknown-field]
              9 |     - {name: db, port: 80, prot: 80}
                |                            ^^^^
              help: did you mean 'port'?

            """#),
    ]

    @Test(arguments: cases)
    func rendered(_ example: MessageCase) async {
        #expect(await example.rendered() == example.expected)
    }
}
