import Testing

/// What a person is told of characters that cannot be seen, word for word.
struct InvisibleTextMessageTests {
    static let cases = [
        MessageCase(
            "invisibleInAKey",
            #"""
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesTcpRoute
            metadata:
              name: db
            spec:
              namespace: ns
              rules:
              - backendRefs:
                - {name: db, port\#u{a0}: 80}

            """#,
            #"""
            f.yaml:9:18: error: backendRefs[0] has no field 'port\u00a0' [unknown-field]
              9 |     - {name: db, port\#u{a0}: 80}
                |                  ^^^^^
              help: the text has a character that cannot be seen: U+00A0 no-break space; did you mean 'port'?

            """#),
        MessageCase(
            "noBreakSpace",
            #"""
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesTcpRoute
            metadata:
              name: db
            spec:
              namespace: default\#u{a0}
              rules:
              - backendRefs:
                - name: db
                  port: 5432

            """#,
            #"""
            f.yaml:6:14: error: namespace must be a lowercase RFC 1123 label: letters a-z, digits and '-', starting and ending with a letter or digit; 'default\u00a0' is not [pattern]
              6 |   namespace: default\#u{a0}
                |              ^^^^^^^^
              help: the text has a character that cannot be seen: U+00A0 no-break space

            """#),
        MessageCase(
            "zeroWidthSpace",
            #"""
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesTcpRoute
            metadata:
              name: db
            spec:
              namespace: def\#u{200b}ault
              rules:
              - backendRefs:
                - name: db
                  port: 5432

            """#,
            #"""
            f.yaml:6:14: error: namespace must be a lowercase RFC 1123 label: letters a-z, digits and '-', starting and ending with a letter or digit; 'def\u200bault' is not [pattern]
              6 |   namespace: def\#u{200b}ault
                |              ^^^^^^^
              help: the text has a character that cannot be seen: U+200B zero width space

            """#),
        MessageCase(
            "lineFeed",
            #"""
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesTcpRoute
            metadata:
              name: db
            spec:
              namespace: |
                default
              rules:
              - backendRefs:
                - name: db
                  port: 5432

            """#,
            #"""
            f.yaml:6:14: error: namespace must be a lowercase RFC 1123 label: letters a-z, digits and '-', starting and ending with a letter or digit; 'default\n' is not [pattern]
              6 |   namespace: |
                |              ^
              help: the text has a character that cannot be seen: U+000A line feed

            """#),
        MessageCase(
            "invisibleTag",
            #"""
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesTcpRoute
            metadata:
              name: db
            spec:
              namespace: "ns\U000e0061"
              rules:
              - backendRefs:
                - name: db
                  port: 5432

            """#,
            #"""
            f.yaml:6:14: error: namespace must be a lowercase RFC 1123 label: letters a-z, digits and '-', starting and ending with a letter or digit; 'ns\U000e0061' is not [pattern]
              6 |   namespace: "ns\U000e0061"
                |              ^^^^^^^^^^^^^^
              help: the text has a character that cannot be seen: U+E0061 tag latin small letter a

            """#),
        MessageCase(
            "invisibleInAChoice",
            #"""
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesTcpRoute
            metadata:
              name: db
            spec:
              namespace: ns
              useDefaultGateways: "All\uFEFF"
              rules:
              - backendRefs:
                - name: db
                  port: 5432

            """#,
            #"""
            f.yaml:7:23: error: useDefaultGateways must be one of 'All', 'None', not 'All\ufeff' [not-one-of]
              7 |   useDefaultGateways: "All\uFEFF"
                |                       ^^^^^^^^^^^
              help: the text has a character that cannot be seen: U+FEFF zero width no-break space; did you mean 'All'?

            """#),
        MessageCase(
            "noBreakSpaceInAReference",
            #"""
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesTcpRoute
            metadata:
              name: db
            spec:
              namespace:
                valueFrom: {name: "shared\u00a0"}
              rules:
              - backendRefs:
                - name: db
                  port: 5432
            ---
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesNamespace
            metadata:
              name: shared

            """#,
            #"""
            f.yaml:7:5: error: KubernetesNamespace 'shared\u00a0' is neither in the input nor in the state, so its spec.name is unknown [unresolved-reference]
              7 |     valueFrom: {name: "shared\u00a0"}
                |     ^^^^^^^^^
              help: did you mean 'shared'?

            """#),
    ]

    @Test(arguments: cases)
    func rendered(_ example: MessageCase) async {
        #expect(await example.rendered() == example.expected)
    }
}
