import Testing

/// What a person is told of values that are not allowed, word for word.
struct FieldValueMessageTests {
    static let cases = [
        MessageCase(
            "octalPort",
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
                  port: 0777777

            """#,
            #"""
            f.yaml:10:13: error: port must be at most 65535, not 262143 [out-of-range]
              10 |       port: 0777777
                 |             ^^^^^^^
              help: allowed is 1 to 65535

            """#),
        MessageCase(
            "portZero",
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
                  port: 0

            """#,
            #"""
            f.yaml:10:13: error: port must be at least 1, not 0 [out-of-range]
              10 |       port: 0
                 |             ^
              help: allowed is 1 to 65535

            """#),
        MessageCase(
            "seventeenRules",
            #"""
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesTcpRoute
            metadata:
              name: db
            spec:
              namespace: ns
              rules:
              - backendRefs: [{name: b0, port: 1}]
              - backendRefs: [{name: b1, port: 1}]
              - backendRefs: [{name: b2, port: 1}]
              - backendRefs: [{name: b3, port: 1}]
              - backendRefs: [{name: b4, port: 1}]
              - backendRefs: [{name: b5, port: 1}]
              - backendRefs: [{name: b6, port: 1}]
              - backendRefs: [{name: b7, port: 1}]
              - backendRefs: [{name: b8, port: 1}]
              - backendRefs: [{name: b9, port: 1}]
              - backendRefs: [{name: b10, port: 1}]
              - backendRefs: [{name: b11, port: 1}]
              - backendRefs: [{name: b12, port: 1}]
              - backendRefs: [{name: b13, port: 1}]
              - backendRefs: [{name: b14, port: 1}]
              - backendRefs: [{name: b15, port: 1}]
              - backendRefs: [{name: b16, port: 1}]

            """#,
            #"""
            f.yaml:8:3: error: rules may have at most 16 elements, but has 17 [list-length]
              8 |   - backendRefs: [{name: b0, port: 1}]
                |   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

            """#),
        MessageCase(
            "twoRulesInV1", target: "v1.6/standard/v1",
            #"""
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesTcpRoute
            metadata:
              name: db
            spec:
              namespace: ns
              rules:
              - backendRefs: [{name: a, port: 1}]
              - backendRefs: [{name: b, port: 1}]

            """#,
            #"""
            f.yaml:8:3: error: rules may have at most 1 element in TCPRoute v1, but has 2 [list-length]
              8 |   - backendRefs: [{name: a, port: 1}]
                |   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
              help: split the route, each rule in a manifest of its own, as 'openmcf convert --to v1 --split' does

            """#),
        MessageCase(
            "wordNotListed",
            #"""
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesTcpRoute
            metadata:
              name: db
            spec:
              namespace: ns
              useDefaultGateways: all
              rules:
              - backendRefs:
                - name: db
                  port: 5432

            """#,
            #"""
            f.yaml:7:23: error: useDefaultGateways must be one of 'All', 'None', not 'all' [not-one-of]
              7 |   useDefaultGateways: all
                |                       ^^^
              help: did you mean 'All'?

            """#),
        MessageCase(
            "upperCaseName",
            #"""
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesTcpRoute
            metadata:
              name: My_DB
            spec:
              namespace: ns
              rules:
              - backendRefs:
                - name: db
                  port: 5432

            """#,
            #"""
            f.yaml:4:9: error: name must be a lowercase RFC 1123 subdomain: letters a-z, digits, '-' and '.', each part starting and ending with a letter or digit; 'My_DB' is not [pattern]
              4 |   name: My_DB
                |         ^^^^^

            """#),
        MessageCase(
            "longNamespace",
            #"""
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesTcpRoute
            metadata:
              name: db
            spec:
              namespace: nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn
              rules:
              - backendRefs:
                - name: db
                  port: 5432

            """#,
            #"""
            f.yaml:6:14: error: namespace may have at most 63 characters, but has 64 [text-length]
              6 |   namespace: nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn
                |              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

            """#),
        MessageCase(
            "badLabelValue",
            #"""
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesTcpRoute
            metadata:
              name: db
              labels:
                team: "a b"
            spec:
              namespace: ns
              rules:
              - backendRefs:
                - name: db
                  port: 5432

            """#,
            #"""
            f.yaml:6:11: error: team must be a label value: up to 63 letters, digits, '-', '_' and '.', starting and ending with a letter or digit; 'a b' is not [pattern]
              6 |     team: "a b"
                |           ^^^^^

            """#),
        MessageCase(
            "badLabelKey",
            #"""
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesTcpRoute
            metadata:
              name: db
              labels:
                "a/b/c": x
            spec:
              namespace: ns
              rules:
              - backendRefs:
                - name: db
                  port: 5432

            """#,
            #"""
            f.yaml:6:5: error: the key must be a key such as 'team' or 'example.com/team': up to 63 letters, digits, '-', '_' and '.', starting and ending with a letter or digit; 'a/b/c' is not [pattern]
              6 |     "a/b/c": x
                |     ^^^^^^^

            """#),
        MessageCase(
            "duplicateRuleName",
            #"""
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesTcpRoute
            metadata:
              name: db
            spec:
              namespace: ns
              rules:
              - name: a
                backendRefs: [{name: b, port: 1}]
              - name: a
                backendRefs: [{name: b, port: 1}]

            """#,
            #"""
            f.yaml:10:11: error: the rule name 'a' is taken [duplicate-rule-name]
              10 |   - name: a
                 |           ^
            f.yaml:8:11: note: the first one is here
              8 |   - name: a
                |           ^
              help: give each rule a name of its own

            """#),
        MessageCase(
            "duplicateParent",
            #"""
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesTcpRoute
            metadata:
              name: db
            spec:
              namespace: ns
              parentRefs:
              - name: gw
              - name: gw
              rules:
              - backendRefs:
                - name: db
                  port: 5432

            """#,
            #"""
            f.yaml:9:5: error: Gateway 'gw' is already a parent of this route: sectionName or port must differ [duplicate-parent]
              9 |   - name: gw
                |     ^^^^^^^^
            f.yaml:8:5: note: the first one is here
              8 |   - name: gw
                |     ^^^^^^^^
              help: name one listener per reference with 'sectionName:', or drop the second reference

            """#),
        MessageCase(
            "clusterKind",
            #"""
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesTcpRoute
            metadata:
              name: db
            spec:
              namespace: ns
              targetCluster: {clusterKind: GkeCluster}
              rules:
              - backendRefs:
                - name: db
                  port: 5432

            """#,
            #"""
            f.yaml:7:32: error: clusterKind must be one of 'AzureAksCluster', 'AwsEksCluster', 'GcpGkeCluster', 'DigitalOceanKubernetesCluster', 'CivoKubernetesCluster', not 'GkeCluster' [not-one-of]
              7 |   targetCluster: {clusterKind: GkeCluster}
                |                                ^^^^^^^^^^
              help: did you mean 'GcpGkeCluster'?

            """#),
        MessageCase(
            "wrongVersion",
            #"""
            apiVersion: kubernetes.openmcf.org/v2
            kind: KubernetesTcpRoute
            metadata:
              name: db
            spec:
              namespace: ns
              rules:
              - backendRefs:
                - name: db
                  port: 5432

            """#,
            #"""
            f.yaml:1:13: error: apiVersion must be 'kubernetes.openmcf.org/v1', not 'kubernetes.openmcf.org/v2' [not-one-of]
              1 | apiVersion: kubernetes.openmcf.org/v2
                |             ^^^^^^^^^^^^^^^^^^^^^^^^^
              help: did you mean 'kubernetes.openmcf.org/v1'?

            """#),
    ]

    @Test(arguments: cases)
    func rendered(_ example: MessageCase) async {
        #expect(await example.rendered() == example.expected)
    }
}
