import Testing

/// What a person is told of rules and backends that a server takes and nobody means, word for word.
struct BackendWarningTests {
    static let cases = [
        WarningCase(
            "severalRules",
            #"""
            useDefaultGateways: All
            rules:
            - backendRefs: [{name: a, port: 1}]
            - backendRefs: [{name: b, port: 1}]
            """#,
            #"""
            f.yaml:9:5: warning: rules has 2 elements, which nothing tells apart: TCPRoute v1 allows one [several-rules]
              9 |   - backendRefs: [{name: b, port: 1}]
                |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
              help: put the backends into one rule, or split the route: each rule in a manifest with its own listener

            """#),
        WarningCase(
            "zeroWeights",
            #"""
            useDefaultGateways: All
            rules: [{backendRefs: [{name: a, port: 1, weight: 0}, {name: b, port: 1, weight: 0}]}]
            """#,
            #"""
            f.yaml:7:53: warning: the weights of rules[0] sum to 0: no connection reaches a backend [zero-weights]
              7 |   rules: [{backendRefs: [{name: a, port: 1, weight: 0}, {name: b, port: 1, weight: 0}]}]
                |                                                     ^
              help: give at least one backend a weight above 0; without 'weight:' it is 1

            """#),
        WarningCase(
            "weight0OnTheOnlyBackend",
            #"""
            useDefaultGateways: All
            rules: [{backendRefs: [{name: a, port: 1, weight: 0}]}]
            """#,
            #"""
            f.yaml:7:53: warning: weight 0 on the only backend of rules[0]: no connection reaches Service 'a' port 1 [only-backend-zero-weight]
              7 |   rules: [{backendRefs: [{name: a, port: 1, weight: 0}]}]
                |                                                     ^
              help: leave 'weight:' out, or add the backend that the connections should go to

            """#),
        WarningCase(
            "duplicateBackend",
            #"""
            useDefaultGateways: All
            rules: [{backendRefs: [{name: a, port: 1}, {name: a, namespace: ns, port: 1.0, weight: 5}]}]
            """#,
            #"""
            f.yaml:7:53: warning: Service 'a' port 1 is already a backend of rules[0] [duplicate-backend]
              7 |   rules: [{backendRefs: [{name: a, port: 1}, {name: a, namespace: ns, port: 1.0, weight: 5}]}]
                |                                                     ^
            f.yaml:7:33: note: the first one is here
              7 |   rules: [{backendRefs: [{name: a, port: 1}, {name: a, namespace: ns, port: 1.0, weight: 5}]}]
                |                                 ^
              help: keep one of them, with the sum of their weights

            """#),
        WarningCase(
            "duplicateBackendOfAnotherKind",
            #"""
            useDefaultGateways: All
            rules: [{backendRefs: [{group: x.io, kind: Pool, name: a}, {group: x.io, kind: Pool, name: a}]}]
            """#,
            #"""
            f.yaml:7:94: warning: Pool 'a' is already a backend of rules[0] [duplicate-backend]
              7 |   rules: [{backendRefs: [{group: x.io, kind: Pool, name: a}, {group: x.io, kind: Pool, name: a}]}]
                |                                                                                              ^
            f.yaml:7:58: note: the first one is here
              7 |   rules: [{backendRefs: [{group: x.io, kind: Pool, name: a}, {group: x.io, kind: Pool, name: a}]}]
                |                                                          ^
              help: keep one of them, with the sum of their weights

            """#),
        WarningCase(
            "crossNamespaceBackend",
            #"""
            useDefaultGateways: All
            rules:
            - backendRefs:
              - name: db
                namespace: data
                port: 5432
            """#,
            #"""
            f.yaml:10:18: warning: Service 'db' is in namespace 'data': without a ReferenceGrant there, its connections are rejected [cross-namespace-backend]
              10 |       namespace: data
                 |                  ^^^^
              help: unless there is one, apply this:
                    apiVersion: gateway.networking.k8s.io/v1beta1
                    kind: ReferenceGrant
                    metadata:
                      name: tcproutes-from-ns-to-db
                      namespace: data
                    spec:
                      from:
                      - group: gateway.networking.k8s.io
                        kind: TCPRoute
                        namespace: ns
                      to:
                      - group: ""
                        kind: Service
                        name: db

            """#),
        WarningCase(
            "crossNamespaceBackendOfAnotherKind",
            #"""
            useDefaultGateways: All
            rules: [{backendRefs: [{group: x.io, kind: Pool, name: No Name, namespace: data}]}]
            """#,
            #"""
            f.yaml:7:78: warning: Pool 'No Name' is in namespace 'data': without a ReferenceGrant there, its connections are rejected [cross-namespace-backend]
              7 |   rules: [{backendRefs: [{group: x.io, kind: Pool, name: No Name, namespace: data}]}]
                |                                                                              ^^^^
              help: unless there is one, apply this:
                    apiVersion: gateway.networking.k8s.io/v1beta1
                    kind: ReferenceGrant
                    metadata:
                      name: tcproutes-from-ns
                      namespace: data
                    spec:
                      from:
                      - group: gateway.networking.k8s.io
                        kind: TCPRoute
                        namespace: ns
                      to:
                      - group: x.io
                        kind: Pool
                        name: No Name

            """#),
        WarningCase(
            "byAnAlias",
            #"""
            useDefaultGateways: All
            rules:
            - backendRefs:
              - &db {name: Db, port: 1}
              - {<<: *db, port: 2}
            """#,
            #"""
            f.yaml:9:18: warning: no Service can have the name 'Db': it takes up to 63 of a-z, 0-9 and '-', starting with a letter, not ending with '-' [illegal-service-name]
              9 |     - &db {name: Db, port: 1}
                |                  ^^
              help: did you mean 'db'?

            f.yaml:9:18: warning: no Service can have the name 'Db': it takes up to 63 of a-z, 0-9 and '-', starting with a letter, not ending with '-' [illegal-service-name]
              9 |     - &db {name: Db, port: 1}
                |                  ^^
            f.yaml:10:8: note: it is used here
              10 |     - {<<: *db, port: 2}
                 |        ^^
              help: did you mean 'db'?

            """#),
        WarningCase(
            "byAReference",
            #"""
            useDefaultGateways: All
            rules:
            - backendRefs:
              - {name: {valueFrom: {kind: KubernetesTcpRoute, name: db, fieldPath: kind}}, port: 2}
              - {name: {value: Db}, port: 1}
            """#,
            #"""
            f.yaml:9:14: warning: no Service can have the name 'KubernetesTcpRoute': it takes up to 63 of a-z, 0-9 and '-', starting with a letter, not ending with '-' [illegal-service-name]
              9 |     - {name: {valueFrom: {kind: KubernetesTcpRoute, name: db, fieldPath: kind}}, port: 2}
                |              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
              help: the name comes from the reference: correct it where that leads to

            f.yaml:10:22: warning: no Service can have the name 'Db': it takes up to 63 of a-z, 0-9 and '-', starting with a letter, not ending with '-' [illegal-service-name]
              10 |     - {name: {value: Db}, port: 1}
                 |                      ^^
              help: did you mean 'db'?

            """#),
        WarningCase(
            "oneGrantForTwoBackends",
            #"""
            useDefaultGateways: All
            rules: [{backendRefs: [{name: a, namespace: data, port: 1}, {name: a, namespace: data, port: 2}]}]
            """#,
            #"""
            f.yaml:7:47: warning: Service 'a' is in namespace 'data': without a ReferenceGrant there, its connections are rejected [cross-namespace-backend]
              7 |   rules: [{backendRefs: [{name: a, namespace: data, port: 1}, {name: a, namespace: data, port: 2}]}]
                |                                               ^^^^
              help: unless there is one, apply this:
                    apiVersion: gateway.networking.k8s.io/v1beta1
                    kind: ReferenceGrant
                    metadata:
                      name: tcproutes-from-ns-to-a
                      namespace: data
                    spec:
                      from:
                      - group: gateway.networking.k8s.io
                        kind: TCPRoute
                        namespace: ns
                      to:
                      - group: ""
                        kind: Service
                        name: a

            """#),
        WarningCase(
            "severalAtOnce",
            #"""
            parentRefs: [{kind: Service, name: gw}, {name: GW, port: 1}]
            rules: [{backendRefs: [{name: -a, port: 1, weight: 0}, {name: -a, port: 1, weight: 0}]}]
            """#,
            #"""
            f.yaml:6:23: warning: gateway.networking.k8s.io has no kind 'Service', so parentRefs[0] names nothing [service-parent-group]
              6 |   parentRefs: [{kind: Service, name: gw}, {name: GW, port: 1}]
                |                       ^^^^^^^
              help: add 'group: ""' for a Service, or leave 'kind' out for a Gateway

            f.yaml:6:50: warning: no Gateway can have the name 'GW': it takes a-z, 0-9, '-' and '.', each part starting and ending with a letter or digit [illegal-gateway-name]
              6 |   parentRefs: [{kind: Service, name: gw}, {name: GW, port: 1}]
                |                                                  ^^
              help: did you mean 'gw'?

            f.yaml:6:60: warning: port 1 without sectionName ties the route to the Gateway's port numbers [parent-port]
              6 |   parentRefs: [{kind: Service, name: gw}, {name: GW, port: 1}]
                |                                                            ^
              help: name the listener instead, with 'sectionName:'

            f.yaml:7:33: warning: no Service can have the name '-a': it takes up to 63 of a-z, 0-9 and '-', starting with a letter, not ending with '-' [illegal-service-name]
              7 |   rules: [{backendRefs: [{name: -a, port: 1, weight: 0}, {name: -a, port: 1, weight: 0}]}]
                |                                 ^^
              help: correct it: an API server accepts the name here, but not for a Service

            f.yaml:7:54: warning: the weights of rules[0] sum to 0: no connection reaches a backend [zero-weights]
              7 |   rules: [{backendRefs: [{name: -a, port: 1, weight: 0}, {name: -a, port: 1, weight: 0}]}]
                |                                                      ^
              help: give at least one backend a weight above 0; without 'weight:' it is 1

            f.yaml:7:65: warning: no Service can have the name '-a': it takes up to 63 of a-z, 0-9 and '-', starting with a letter, not ending with '-' [illegal-service-name]
              7 |   rules: [{backendRefs: [{name: -a, port: 1, weight: 0}, {name: -a, port: 1, weight: 0}]}]
                |                                                                 ^^
              help: correct it: an API server accepts the name here, but not for a Service

            f.yaml:7:65: warning: Service '-a' port 1 is already a backend of rules[0] [duplicate-backend]
              7 |   rules: [{backendRefs: [{name: -a, port: 1, weight: 0}, {name: -a, port: 1, weight: 0}]}]
                |                                                                 ^^
            f.yaml:7:33: note: the first one is here
              7 |   rules: [{backendRefs: [{name: -a, port: 1, weight: 0}, {name: -a, port: 1, weight: 0}]}]
                |                                 ^^
              help: keep one of them, with the sum of their weights

            """#),
    ]

    @Test(arguments: cases)
    func rendered(_ example: WarningCase) async {
        #expect(await example.rendered() == example.expected)
    }
}
