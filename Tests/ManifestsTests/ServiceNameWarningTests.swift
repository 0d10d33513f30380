import Testing

/// What a person is told of names that no Service can have, word for word.
struct ServiceNameWarningTests {
    static let cases = [
        WarningCase(
            "serviceName",
            #"""
            useDefaultGateways: All
            rules: [{backendRefs: [{name: my_db, port: 1}]}]
            """#,
            #"""
            f.yaml:7:33: warning: no Service can have the name 'my_db': it takes up to 63 of a-z, 0-9 and '-', starting with a letter, not ending with '-' [illegal-service-name]
              7 |   rules: [{backendRefs: [{name: my_db, port: 1}]}]
                |                                 ^^^^^
              help: did you mean 'my-db'?

            """#),
        WarningCase(
            "serviceNameAsInDNS",
            #"""
            useDefaultGateways: All
            rules: [{backendRefs: [{name: db.data.svc.cluster.local, port: 1}]}]
            """#,
            #"""
            f.yaml:7:33: warning: no Service can have the name 'db.data.svc.cluster.local': it takes up to 63 of a-z, 0-9 and '-', starting with a letter, not ending with '-' [illegal-service-name]
              7 |   rules: [{backendRefs: [{name: db.data.svc.cluster.local, port: 1}]}]
                |                                 ^^^^^^^^^^^^^^^^^^^^^^^^^
              help: for a Service of another namespace, write 'name: db' and 'namespace: data'

            """#),
        WarningCase(
            "serviceNameThatNothingCorrects",
            #"""
            useDefaultGateways: All
            rules: [{backendRefs: [{name: -db-, port: 1}]}]
            """#,
            #"""
            f.yaml:7:33: warning: no Service can have the name '-db-': it takes up to 63 of a-z, 0-9 and '-', starting with a letter, not ending with '-' [illegal-service-name]
              7 |   rules: [{backendRefs: [{name: -db-, port: 1}]}]
                |                                 ^^^^
              help: correct it: an API server accepts the name here, but not for a Service

            """#),
        WarningCase(
            "longServiceName",
            #"""
            useDefaultGateways: All
            rules: [{backendRefs: [{name: dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd, port: 1}]}]
            """#,
            #"""
            f.yaml:7:33: warning: no Service can have the name 'ddddddddddddddddddddddddddddddddddddddddddddddddddddddddd…': it takes up to 63 of a-z, 0-9 and '-', starting with a letter, not ending with '-' [illegal-service-name]
              7 |   rules: [{backendRefs: [{name: dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd, port: 1}]}]
                |                                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
              help: correct it: an API server accepts the name here, but not for a Service

            """#),
        WarningCase(
            "serviceNameWithADigitFirst",
            #"""
            useDefaultGateways: All
            rules: [{backendRefs: [{name: 3db, port: 1}]}]
            """#,
            #"""
            f.yaml:7:33: warning: before Kubernetes 1.36 no Service can have the name '3db', which starts with a digit [service-name-digit]
              7 |   rules: [{backendRefs: [{name: 3db, port: 1}]}]
                |                                 ^^^
              help: rename the Service, or use --ignore service-name-digit with newer clusters

            """#),
    ]

    @Test(arguments: cases)
    func rendered(_ example: WarningCase) async {
        #expect(await example.rendered() == example.expected)
    }
}
