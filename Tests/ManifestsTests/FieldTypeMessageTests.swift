import Testing

/// What a person is told of values of a wrong type, word for word.
struct FieldTypeMessageTests {
    static let cases = [
        MessageCase(
            "quotedPort",
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
                  port: "5432"

            """#,
            #"""
            f.yaml:10:13: error: port must be an integer, not the string '5432' (quoted, so it is text) [wrong-type]
              10 |       port: "5432"
                 |             ^^^^^^
              help: write 5432 without quotes

            """#),
        MessageCase(
            "wordForPort",
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
                  port: http

            """#,
            #"""
            f.yaml:10:13: error: port must be an integer, not the string 'http' [wrong-type]
              10 |       port: http
                 |             ^^^^

            """#),
        MessageCase(
            "fractionalPort",
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
                  port: 54.32

            """#,
            #"""
            f.yaml:10:13: error: port must be an integer, not the number 54.32 [wrong-type]
              10 |       port: 54.32
                 |             ^^^^^

            """#),
        MessageCase(
            "booleanName",
            #"""
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesTcpRoute
            metadata:
              name: db
            spec:
              namespace: ns
              rules:
              - backendRefs:
                - name: on
                  port: 1

            """#,
            #"""
            f.yaml:9:13: error: name must be a string, not the boolean true, written on [wrong-type]
              9 |     - name: on
                |             ^^
              help: put quotes around it to make it a string

            """#),
        MessageCase(
            "numberForName",
            #"""
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesTcpRoute
            metadata:
              name: db
            spec:
              namespace: ns
              rules:
              - backendRefs:
                - name: 1_0
                  port: 1

            """#,
            #"""
            f.yaml:9:13: error: name must be a string, not the integer 10, written 1_0 [wrong-type]
              9 |     - name: 1_0
                |             ^^^
              help: put quotes around it to make it a string

            """#),
        MessageCase(
            "mappingForList",
            #"""
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesTcpRoute
            metadata:
              name: db
            spec:
              namespace: ns
              rules:
                backendRefs:
                - name: db
                  port: 5432

            """#,
            #"""
            f.yaml:8:5: error: rules must be a list, not a mapping [wrong-type]
              8 |     backendRefs:
                |     ^^^^^^^^^^^^
              help: start each element with '- '

            """#),
        MessageCase(
            "nullElement",
            #"""
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesTcpRoute
            metadata:
              name: db
            spec:
              namespace: ns
              rules:
              -

            """#,
            #"""
            f.yaml:8:4: error: rules[0] must be a mapping, not null [wrong-type]
              8 |   -
                |    ^

            """#),
        MessageCase(
            "numberAsLabel",
            #"""
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesTcpRoute
            metadata:
              name: db
              labels:
                version: 1.10
            spec:
              namespace: ns
              rules:
              - backendRefs:
                - name: db
                  port: 5432

            """#,
            #"""
            f.yaml:6:14: error: version must be a string, not the number 1.1, written 1.10 [wrong-type]
              6 |     version: 1.10
                |              ^^^^
              help: put quotes around it to make it a string

            """#),
    ]

    @Test(arguments: cases)
    func rendered(_ example: MessageCase) async {
        #expect(await example.rendered() == example.expected)
    }
}
