import Testing

/// What a person is told of wrong documents, word for word.
struct DocumentMessageTests {
    static let cases = [
        MessageCase(
            "notAMapping",
            #"""
            - a
            - b

            """#,
            #"""
            f.yaml:1:1: error: a manifest must be a mapping, but this document is a list [not-a-mapping]
              1 | - a
                | ^^^
              help: a manifest starts with 'apiVersion: kubernetes.openmcf.org/v1'

            """#),
        MessageCase(
            "singleValue",
            #"""
            hello

            """#,
            #"""
            f.yaml:1:1: error: a manifest must be a mapping, but this document is a single value [not-a-mapping]
              1 | hello
                | ^^^^^
              help: a manifest starts with 'apiVersion: kubernetes.openmcf.org/v1'

            """#),
        MessageCase(
            "emptyFile",
            #"""

            """#,
            #"""
            f.yaml: error: the file is empty [no-manifests]
              help: a manifest starts with 'apiVersion: kubernetes.openmcf.org/v1'

            """#),
        MessageCase(
            "onlyComments",
            #"""
            # nothing
            ---

            """#,
            #"""
            f.yaml: error: the file is empty [no-manifests]
              help: a manifest starts with 'apiVersion: kubernetes.openmcf.org/v1'

            """#),
        MessageCase(
            "noKind",
            #"""
            apiVersion: kubernetes.openmcf.org/v1
            metadata: {name: a}

            """#,
            #"""
            f.yaml:1:1: error: kind is missing [required-field]
              1 | apiVersion: kubernetes.openmcf.org/v1
                | ^^^^^^^^^^
              help: openmcf reads 'kind: KubernetesTcpRoute' with 'apiVersion: kubernetes.openmcf.org/v1', and TCPRoutes

            """#),
        MessageCase(
            "kindIsANumber",
            #"""
            apiVersion: kubernetes.openmcf.org/v1
            kind: 5

            """#,
            #"""
            f.yaml:2:7: error: kind must be a string [wrong-type]
              2 | kind: 5
                |       ^
              help: openmcf reads 'kind: KubernetesTcpRoute' with 'apiVersion: kubernetes.openmcf.org/v1', and TCPRoutes

            """#),
        MessageCase(
            "noVersion",
            #"""
            kind: KubernetesNamespace
            metadata: {name: a}

            """#,
            #"""
            f.yaml:1:1: error: apiVersion is missing [required-field]
              1 | kind: KubernetesNamespace
                | ^^^^
              help: openmcf reads 'kind: KubernetesTcpRoute' with 'apiVersion: kubernetes.openmcf.org/v1', and TCPRoutes

            """#),
        MessageCase(
            "misspelledKind",
            #"""
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesTcproute
            metadata: {name: a}

            """#,
            #"""
            f.yaml:2:7: error: there is no kind 'KubernetesTcproute' in kubernetes.openmcf.org/v1 [unknown-kind]
              2 | kind: KubernetesTcproute
                |       ^^^^^^^^^^^^^^^^^^
              help: did you mean 'KubernetesTcpRoute'?

            """#),
        MessageCase(
            "foreignKind",
            #"""
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: a}

            """#,
            #"""
            f.yaml:2:7: error: openmcf does not read 'Deployment' of apps/v1 [unknown-kind]
              2 | kind: Deployment
                |       ^^^^^^^^^^
              help: openmcf reads 'kind: KubernetesTcpRoute' with 'apiVersion: kubernetes.openmcf.org/v1', and TCPRoutes

            """#),
        MessageCase(
            "tcpRoute",
            #"""
            apiVersion: gateway.networking.k8s.io/v1beta1
            kind: TCPRoute
            metadata: {name: a}
            spec: {rules: []}

            """#,
            #"""
            f.yaml:1:13: error: openmcf does not know TCPRoute of gateway.networking.k8s.io/v1beta1 [unknown-kind]
              1 | apiVersion: gateway.networking.k8s.io/v1beta1
                |             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
              help: it reads v1alpha2 and v1

            """#),
        MessageCase(
            "onlyANamespace",
            #"""
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesNamespace
            metadata: {name: a}
            spec: {name: a}

            """#,
            #"""
            error: there is no KubernetesTcpRoute in the input [no-manifests]
              help: give a manifest with 'kind: KubernetesTcpRoute', or a TCPRoute

            """#),
        MessageCase(
            "brokenYAML",
            #"""
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesTcpRoute
            metadata:
              name: db
            spec:
              namespace: ns
              rules: [

            """#,
            #"""
            f.yaml:8:1: error: the text is not YAML: did not find expected node content [yaml-syntax]
              8 | 
                | ^

            """#),
        MessageCase(
            "apiVersionIsANumber",
            #"""
            apiVersion: 1
            kind: KubernetesNamespace

            """#,
            #"""
            f.yaml:1:13: error: apiVersion must be a string [wrong-type]
              1 | apiVersion: 1
                |             ^
              help: openmcf reads 'kind: KubernetesTcpRoute' with 'apiVersion: kubernetes.openmcf.org/v1', and TCPRoutes

            """#),
        MessageCase(
            "emptyList",
            #"""
            apiVersion: v1
            kind: List
            items: []

            """#,
            #"""
            error: there is no KubernetesTcpRoute in the input [no-manifests]
              help: give a manifest with 'kind: KubernetesTcpRoute', or a TCPRoute

            """#),
        MessageCase(
            "listWithoutItems",
            #"""
            apiVersion: v1
            kind: List

            """#,
            #"""
            f.yaml:1:1: error: a List needs a list of items [required-field]
              1 | apiVersion: v1
                | ^^^^^^^^^^
              help: start each item with '- '

            """#),
        MessageCase(
            "itemsThatAreNull",
            #"""
            apiVersion: v1
            kind: List
            items: null

            """#,
            #"""
            error: there is no KubernetesTcpRoute in the input [no-manifests]
              help: give a manifest with 'kind: KubernetesTcpRoute', or a TCPRoute

            """#),
        MessageCase(
            "listOfRoutes",
            #"""
            apiVersion: gateway.networking.k8s.io/v1alpha2
            kind: TCPRouteList
            items:
            - metadata: {name: a, namespace: db}
              spec: {rules: [{backendRefs: [{name: x, port: 0}]}], parentRefs: [{name: gw}]}
            - kind: TCPRoute
              metadata: {name: b, namespace: db}
              spec: {rules: [{backendRefs: [{name: x, port: 1}]}], parentRefs: [{name: gw}]}

            """#,
            #"""
            f.yaml:5:49: error: port must be at least 1, not 0 [out-of-range]
              5 |   spec: {rules: [{backendRefs: [{name: x, port: 0}]}], parentRefs: [{name: gw}]}
                |                                                 ^
              help: allowed is 1 to 65535

            f.yaml:6:3: error: apiVersion is missing [required-field]
              6 | - kind: TCPRoute
                |   ^^^^
              help: openmcf reads 'kind: KubernetesTcpRoute' with 'apiVersion: kubernetes.openmcf.org/v1', and TCPRoutes

            """#),
        MessageCase(
            "generateNameAlone",
            #"""
            apiVersion: gateway.networking.k8s.io/v1
            kind: TCPRoute
            metadata: {generateName: pg-, namespace: db}
            spec: {rules: [{backendRefs: [{name: x, port: 1}]}], parentRefs: [{name: gw}]}

            """#,
            #"""
            f.yaml:3:12: error: name is missing from metadata: with generateName alone, each apply would make another route [required-field]
              3 | metadata: {generateName: pg-, namespace: db}
                |            ^^^^^^^^^^^^
              help: write the whole name as 'name' instead of 'generateName'

            """#),
        MessageCase(
            "whatServersOfAnyVersionKeep",
            #"""
            apiVersion: gateway.networking.k8s.io/v1
            kind: TCPRoute
            metadata: {name: pg-x7, generateName: pg-, namespace: db, clusterName: east, initializers: {pending: []}}
            spec: {rules: [{backendRefs: [{name: x, port: 1}]}], parentRefs: [{name: gw}]}

            """#,
            #"""
            note: what a server sets is ignored in 1 TCPRoute: metadata.initializers, metadata.clusterName, metadata.generateName [server-fields]

            """#),
        MessageCase(
            "itemsThatAreNoList",
            #"""
            apiVersion: v1
            kind: List
            items: {}

            """#,
            #"""
            f.yaml:3:8: error: a List needs a list of items [wrong-type]
              3 | items: {}
                |        ^^
              help: start each item with '- '

            """#),
        MessageCase(
            "itemsOfManyKinds",
            #"""
            apiVersion: v1
            kind: List
            items:
            - 1
            - {apiVersion: v1, kind: List, items: []}
            - {apiVersion: v1, kind: ConfigMap}
            - {kind: ConfigMap}
            - apiVersion: kubernetes.openmcf.org/v1
              kind: KubernetesTcpRoute
              metadata: {name: a}
              spec: {namespace: ns}

            """#,
            #"""
            f.yaml:4:3: error: a manifest must be a mapping, but this item is a single value [not-a-mapping]
              4 | - 1
                |   ^
              help: a manifest starts with 'apiVersion: kubernetes.openmcf.org/v1'

            f.yaml:5:26: error: openmcf does not read a 'List' in a 'List' [unknown-kind]
              5 | - {apiVersion: v1, kind: List, items: []}
                |                          ^^^^
              help: put its items into one list, or each into a document of its own

            f.yaml:7:4: error: apiVersion is missing [required-field]
              7 | - {kind: ConfigMap}
                |    ^^^^
              help: openmcf reads 'kind: KubernetesTcpRoute' with 'apiVersion: kubernetes.openmcf.org/v1', and TCPRoutes

            f.yaml:11:3: error: rules is missing from spec [required-field]
              11 |   spec: {namespace: ns}
                 |   ^^^^
              help: rules: Where connections go. A TCP route matches nothing: each connection of the listener takes the rule.

            note: 1 object of another kind is left alone: 1 ConfigMap [left-alone]

            """#),
    ]

    @Test(arguments: cases)
    func rendered(_ example: MessageCase) async {
        #expect(await example.rendered() == example.expected)
    }
}
