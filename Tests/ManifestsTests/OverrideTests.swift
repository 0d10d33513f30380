import Diagnostics
import GatewayAPI
import Manifests
import Nodes
import Testing

/// `--set`: what it reaches, how it types, what it refuses.
struct OverrideTests {
    static let manifest = """
        apiVersion: kubernetes.openmcf.org/v1
        kind: KubernetesTcpRoute
        metadata:
          name: db
        spec:
          namespace: {value: ns}
          rules:
          - backendRefs:
            - {name: a, port: 1}
            - {name: b, port: 2}

        """

    static func load(_ arguments: [String]) async throws -> ManifestSet {
        var options = ManifestOptions()
        options.overrides = try arguments.map { try Override(argument: $0) }
        return await ManifestSet.load([.text(SourceFile(name: "f.yaml", text: manifest))], options)
    }

    @Test(
        arguments: [
            ("spec.rules[0].backendRefs[1].weight=20", "spec.rules[0].backendRefs[1].weight", 20),
            ("spec.rules.0.backend_refs.1.weight=0", "spec.rules[0].backendRefs[1].weight", 0),
            ("spec.rules[0].backendRefs[0].port=0x1F", "spec.rules[0].backendRefs[0].port", 31),
            ("spec.rules[0].backendRefs[2]={name: c, port: 3}", "spec.rules[0].backendRefs[2].port", 3),
            ("spec.parent_refs[0].section_name=tcp", "spec.parentRefs[0].sectionName", nil),
            ("metadata.labels.team=db", "metadata.labels.team", "db"),
            ("metadata.labels.on=\"5\"", "metadata.labels.on", "5"),
            (#"metadata.labels["a.b/c"]=x"#, #"metadata.labels["a.b/c"]"#, "x"),
            (#"metadata.labels.a\.b/c=x"#, #"metadata.labels["a.b/c"]"#, "x"),
            ("metadata.labels.x=", "metadata.labels.x", ""), ("metadata.labels={a: b}", "metadata.labels.a", "b"),
            ("metadata.annotations.query=a=b", "metadata.annotations.query", "a=b"),
            ("spec.namespace=other", "metadata.namespace", "other"),
            ("spec.namespace.value=other", "metadata.namespace", "other"),
            ("spec.use_default_gateways=All", "spec.useDefaultGateways", "All"),
            ("metadata.name=other", "metadata.name", "other"),
        ] as [(String, FieldPath, Value?)])
    func reaches(argument: String, path: FieldPath, expected: Value?) async throws {
        let set = try await Self.load(expected == nil ? [argument, "spec.parentRefs[0].name=gw"] : [argument])
        #expect(set.diagnostics.filter { $0.severity == .error }.map(\.message) == [])
        #expect(set.routes.first?.rendered(.v1alpha2)[path] == expected ?? "tcp")
    }

    @Test func laterOnesWin() async throws {
        let set = try await Self.load(["metadata.name=x", "metadata.name=z", "spec.rules[0].backendRefs[0].weight=3"])
        #expect(set.routes.map(\.name) == ["z"])
    }

    @Test(arguments: [
        (
            "spec.rules[0].backendRefs[3].name=c",
            """
            --set:1:1: error: spec.rules[0].backendRefs has 2 elements, so there is no [3]; [2] would add one [invalid-override]
              1 | spec.rules[0].backendRefs[3].name=c
                | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

            """
        ),
        (
            "spec.rules.x=c",
            """
            --set:1:1: error: spec.rules is a list, not a mapping [invalid-override]
              1 | spec.rules.x=c
                | ^^^^^^^^^^^^

            """
        ),
        (
            "metadata[0]=y",
            """
            --set:1:1: error: metadata is a mapping, not a list [invalid-override]
              1 | metadata[0]=y
                | ^^^^^^^^^^^

            """
        ),
        (
            "spec.rules[0].backendRefs[0].port.x=y",
            """
            --set:1:1: error: spec.rules[0].backendRefs[0].port is an integer, not a mapping [invalid-override]
              1 | spec.rules[0].backendRefs[0].port.x=y
                | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

            """
        ),
        (
            "metadata.labels.a.b/c=x",
            """
            --set:1:1: error: metadata.labels.a is a text, so no field can be below it [invalid-override]
              1 | metadata.labels.a.b/c=x
                | ^^^^^^^^^^^^^^^^^^^^^
              help: for the key 'a.b/c' write metadata.labels["a.b/c"]

            """
        ),
        (
            "metadata.annotations.example.com/v.0=x",
            """
            --set:1:1: error: metadata.annotations.example is a text, so no field can be below it [invalid-override]
              1 | metadata.annotations.example.com/v.0=x
                | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
              help: for the key 'example.com/v.0' write metadata.annotations["example.com/v.0"]

            """
        ),
        (
            "metadata.labels[0]=x",
            """
            --set:1:20: error: labels must be a mapping, not a list [wrong-type]
              1 | metadata.labels[0]=x
                |                    ^

            """
        ),
        (
            "metadata.labels.a=5",
            """
            --set:1:19: error: a must be a string, not the integer 5 [wrong-type]
              1 | metadata.labels.a=5
                |                   ^
              help: put quotes around it to make it a string

            """
        ),
        (
            "spec.rules[0].backendRefs={a: 1}",
            """
            --set:1:27: error: backendRefs must be a list, not a mapping [wrong-type]
              1 | spec.rules[0].backendRefs={a: 1}
                |                           ^^^^^^
              help: start each element with '- '

            """
        ),
        (
            "[0]=y",
            """
            --set:1:1: error: the manifest is a mapping, not a list [invalid-override]
              1 | [0]=y
                | ^^^

            """
        ),
        (
            "spec.rules[0].backendRefs[0].port=\"80\"",
            """
            --set:1:35: error: port must be an integer, not the string '80' [wrong-type]
              1 | spec.rules[0].backendRefs[0].port="80"
                |                                   ^^^^
              help: write 80 without quotes

            """
        ),
        (
            "spec.rule=5",
            """
            --set:1:1: error: spec has no field 'rule' [unknown-field]
              1 | spec.rule=5
                | ^^^^^^^^^
              help: known fields are targetCluster, namespace, parentRefs, useDefaultGateways, rules

            """
        ),
        (
            "spec.rules[0].backendRefs[2].name=c",
            """
            --set:1:35: error: the Service 'c' needs a port [port-required]
              1 | spec.rules[0].backendRefs[2].name=c
                |                                   ^
              help: add 'port:' with the Service's port number

            """
        ),
        (
            "metadata.name=My_DB",
            """
            --set:1:15: error: name must be a lowercase RFC 1123 subdomain: letters a-z, digits, '-' and '.', each part starting and ending with a letter or digit; 'My_DB' is not [pattern]
              1 | metadata.name=My_DB
                |               ^^^^^

            """
        ),
    ])
    func refusesWhatDoesNotFit(argument: String, expected: String) async throws {
        let set = try await Self.load([argument])
        #expect(TextRenderer().render(set.diagnostics.filter { $0.severity == .error }) == expected)
        #expect(!set.isValid)
    }

    @Test(arguments: [
        (
            "x",
            """
            --set:1:1: error: '--set' takes path=value [invalid-override]
              1 | x
                | ^
              help: for example --set spec.rules[0].backendRefs[0].weight=20

            """
        ),
        (
            "",
            """
            --set:1:1: error: '--set' takes path=value [invalid-override]
              1 | 
                | ^
              help: for example --set spec.rules[0].backendRefs[0].weight=20

            """
        ),
        (
            "=x",
            """
            --set:1:1: error: this is no field path: the path is empty [invalid-override]
              1 | =x
                | ^

            """
        ),
        (
            "a..b=1",
            """
            --set:1:3: error: this is no field path: a step of the path is empty [invalid-override]
              1 | a..b=1
                |   ^

            """
        ),
        (
            "a=[1",
            """
            --set:1:5: error: the value cannot be read: the text is not YAML: did not find expected ',' or ']' [invalid-override]
              1 | a=[1
                |     ^

            """
        ),
        (
            "a=*x",
            """
            --set:1:3: error: the value cannot be read: the alias '*x' has no anchor '&x' before it in this document [invalid-override]
              1 | a=*x
                |   ^

            """
        ),
        (
            "a=1\n---\n2",
            """
            --set:1:3: error: the value holds several YAML documents [invalid-override]
              1 | a=1
                |   ^

            """
        ),
    ])
    func refusesWhatCannotBeRead(argument: String, expected: String) {
        let error = #expect(throws: OverrideError.self) { try Override(argument: argument) }
        #expect(error.map { TextRenderer().render($0.diagnostic) } == expected)
    }
}
