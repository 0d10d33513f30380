import Testing

/// What a person is told of parents that a server takes and nobody means, word for word.
struct ParentWarningTests {
    static let cases = [
        WarningCase(
            "coreGroup",
            #"""
            parentRefs: [{group: core, kind: Service, name: mesh}]
            rules: [{backendRefs: [{group: core, kind: Service, name: db, port: 1}]}]
            """#,
            #"""
            f.yaml:6:24: warning: there is no group 'core': Services are in the group "" [core-group]
              6 |   parentRefs: [{group: core, kind: Service, name: mesh}]
                |                        ^^^^
              help: write 'group: ""'

            f.yaml:7:34: warning: there is no group 'core': Services are in the group "" [core-group]
              7 |   rules: [{backendRefs: [{group: core, kind: Service, name: db, port: 1}]}]
                |                                  ^^^^
              help: write 'group: ""', or leave it out

            """#),
        WarningCase(
            "mergeKeyAfterAKeyThatItBrings",
            #"""
            parentRefs:
            - {sectionName: a, name: gw, <<: {name: other}}
            rules: [{backendRefs: [{name: db, port: 1}]}]
            """#,
            #"""
            f.yaml:7:22: warning: kubectl would take the merged 'name', because '<<' stands after it; openmcf takes this one [merge-order]
              7 |   - {sectionName: a, name: gw, <<: {name: other}}
                |                      ^^^^
            f.yaml:7:32: note: '<<' is here
              7 |   - {sectionName: a, name: gw, <<: {name: other}}
                |                                ^^
              help: put '<<' first

            """#),
        WarningCase(
            "noParent",
            #"""
            rules: [{backendRefs: [{name: db, port: 1}]}]
            """#,
            #"""
            f.yaml:4:1: warning: the route attaches to nothing: it has no parentRefs and does not use the default Gateways [no-parent]
              4 | spec:
                | ^^^^
              help: name a Gateway under 'parentRefs:', or set 'useDefaultGateways: All'

            """#),
        WarningCase(
            "emptyListOfParents",
            #"""
            parentRefs: []
            rules: [{backendRefs: [{name: db, port: 1}]}]
            """#,
            #"""
            f.yaml:6:15: warning: the route attaches to nothing: it has no parentRefs and does not use the default Gateways [no-parent]
              6 |   parentRefs: []
                |               ^^
              help: name a Gateway under 'parentRefs:', or set 'useDefaultGateways: All'

            """#),
        WarningCase(
            "noDefaultGateways",
            #"""
            useDefaultGateways: None
            rules: [{backendRefs: [{name: db, port: 1}]}]
            """#,
            #"""
            f.yaml:6:23: warning: the route attaches to nothing: it has no parentRefs and does not use the default Gateways [no-parent]
              6 |   useDefaultGateways: None
                |                       ^^^^
              help: name a Gateway under 'parentRefs:', or set 'useDefaultGateways: All'

            """#),
        WarningCase(
            "noParentWhereThereAreNoDefaultGateways", target: "v1.6/standard/v1",
            #"""
            rules: [{backendRefs: [{name: db, port: 1}]}]
            """#,
            #"""
            f.yaml:4:1: warning: the route attaches to nothing: it has no parentRefs [no-parent]
              4 | spec:
                | ^^^^
              help: name a Gateway under 'parentRefs:'

            """#),
        WarningCase(
            "serviceParentWithoutGroup",
            #"""
            parentRefs: [{kind: Service, name: gw}]
            rules: [{backendRefs: [{name: db, port: 1}]}]
            """#,
            #"""
            f.yaml:6:23: warning: gateway.networking.k8s.io has no kind 'Service', so parentRefs[0] names nothing [service-parent-group]
              6 |   parentRefs: [{kind: Service, name: gw}]
                |                       ^^^^^^^
              help: add 'group: ""' for a Service, or leave 'kind' out for a Gateway

            """#),
        WarningCase(
            "serviceParentInTheGroupOfGateways",
            #"""
            parentRefs: [{group: gateway.networking.k8s.io, kind: Service, name: gw}]
            rules: [{backendRefs: [{name: db, port: 1}]}]
            """#,
            #"""
            f.yaml:6:57: warning: gateway.networking.k8s.io has no kind 'Service', so parentRefs[0] names nothing [service-parent-group]
              6 |   parentRefs: [{group: gateway.networking.k8s.io, kind: Service, name: gw}]
                |                                                         ^^^^^^^
              help: add 'group: ""' for a Service, or leave 'kind' out for a Gateway

            """#),
        WarningCase(
            "port",
            #"""
            parentRefs: [{name: gw, port: 5432}]
            rules: [{backendRefs: [{name: db, port: 1}]}]
            """#,
            #"""
            f.yaml:6:33: warning: port 5432 without sectionName ties the route to the Gateway's port numbers [parent-port]
              6 |   parentRefs: [{name: gw, port: 5432}]
                |                                 ^^^^
              help: name the listener instead, with 'sectionName:'

            """#),
        WarningCase(
            "gatewayName",
            #"""
            parentRefs: [{name: My_Gateway}]
            rules: [{backendRefs: [{name: db, port: 1}]}]
            """#,
            #"""
            f.yaml:6:23: warning: no Gateway can have the name 'My_Gateway': it takes a-z, 0-9, '-' and '.', each part starting and ending with a letter or digit [illegal-gateway-name]
              6 |   parentRefs: [{name: My_Gateway}]
                |                       ^^^^^^^^^^
              help: did you mean 'my-gateway'?

            """#),
        WarningCase(
            "gatewayNameThatNothingCorrects",
            #"""
            parentRefs: [{name: a..b}]
            rules: [{backendRefs: [{name: db, port: 1}]}]
            """#,
            #"""
            f.yaml:6:23: warning: no Gateway can have the name 'a..b': it takes a-z, 0-9, '-' and '.', each part starting and ending with a letter or digit [illegal-gateway-name]
              6 |   parentRefs: [{name: a..b}]
                |                       ^^^^
              help: correct it: an API server accepts the name here, but not for a Gateway

            """#),
        WarningCase(
            "nameOfAServiceParent",
            #"""
            parentRefs: [{group: "", kind: Service, name: Db}]
            rules: [{backendRefs: [{name: db, port: 1}]}]
            """#,
            #"""
            f.yaml:6:49: warning: no Service can have the name 'Db': it takes up to 63 of a-z, 0-9 and '-', starting with a letter, not ending with '-' [illegal-service-name]
              6 |   parentRefs: [{group: "", kind: Service, name: Db}]
                |                                                 ^^
              help: did you mean 'db'?

            """#),
    ]

    @Test(arguments: cases)
    func rendered(_ example: WarningCase) async {
        #expect(await example.rendered() == example.expected)
    }
}
