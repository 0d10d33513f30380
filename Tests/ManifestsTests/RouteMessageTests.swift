import Testing

/// What a person is told of routes as a whole, word for word.
struct RouteMessageTests {
    static let cases = [
        MessageCase(
            "labelClash",
            #"""
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesTcpRoute
            metadata:
              name: db
              labels:
                app.kubernetes.io/name: mine
                app.kubernetes.io/managed-by: openmcf
            spec:
              namespace: ns
              parentRefs: [{name: gw}]
              rules:
              - backendRefs:
                - name: db
                  port: 5432

            """#,
            #"""
            f.yaml:6:5: warning: the label 'app.kubernetes.io/name' is set by openmcf to 'tcproute'; yours is dropped [reserved-label]
              6 |     app.kubernetes.io/name: mine
                |     ^^^^^^^^^^^^^^^^^^^^^^
              help: use a label of your own

            """#),
        MessageCase(
            "twiceInOneFile",
            #"""
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesTcpRoute
            metadata:
              name: db
            spec:
              namespace: ns
              parentRefs: [{name: gw}]
              rules:
              - backendRefs:
                - name: db
                  port: 5432
            ---
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesTcpRoute
            metadata:
              name: db
            spec:
              namespace: ns
              parentRefs: [{name: gw}]
              rules:
              - backendRefs:
                - name: db
                  port: 5432

            """#,
            #"""
            f.yaml:16:9: error: the route ns/db is defined twice [duplicate-route]
              16 |   name: db
                 |         ^^
            f.yaml:4:9: note: the first is here
              4 |   name: db
                |         ^^
              help: rename one, or remove it

            """#),
    ]

    @Test(arguments: cases)
    func rendered(_ example: MessageCase) async {
        #expect(await example.rendered() == example.expected)
    }
}
