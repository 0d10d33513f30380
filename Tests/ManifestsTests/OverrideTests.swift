import Diagnostics
import GatewayAPI
import Manifests
import Testing
import Values

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
            --set:1:1: error: 'x' is no index of spec.rules: it has 1 element, [0]; [1] adds one [invalid-override]
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
              help: did you mean 'rules'?

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
        (
            "spec.rules[0].backendRefs[-1].weight=1",
            """
            --set:1:1: error: '-1' is no index of spec.rules[0].backendRefs: it has 2 elements, 0 to 1; [2] adds one [invalid-override]
              1 | spec.rules[0].backendRefs[-1].weight=1
                | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

            """
        ),
        (
            "spec.rules[99999999999999999999]=1",
            """
            --set:1:1: error: '99999999999999999999' is no index of spec.rules: it has 1 element, [0]; [1] adds one [invalid-override]
              1 | spec.rules[99999999999999999999]=1
                | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

            """
        ),
        (
            "spec.parentRefs[+].name=gw",
            """
            --set:1:1: error: '+' is no index of spec.parentRefs: it is empty; [0] adds one [invalid-override]
              1 | spec.parentRefs[+].name=gw
                | ^^^^^^^^^^^^^^^^^^^^^^^

            """
        ),
        (
            "spec=1",
            """
            --set:1:6: error: spec must be a mapping, not the integer 1 [wrong-type]
              1 | spec=1
                |      ^

            """
        ),
        (
            "spec.rules[0].backendRefs[0].name=007",
            """
            --set:1:35: error: name must be a string, not the integer 7 [wrong-type]
              1 | spec.rules[0].backendRefs[0].name=007
                |                                   ^^^
              help: put quotes around it to make it a string

            """
        ),
        (
            "spec.rules[0].backendRefs[0].prot=1",
            """
            --set:1:1: error: backendRefs[0] has no field 'prot' [unknown-field]
              1 | spec.rules[0].backendRefs[0].prot=1
                | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
              help: did you mean 'port'?

            """
        ),
    ])
    func refusesWhatDoesNotFit(argument: String, expected: String) async throws {
        let set = try await Self.load([argument])
        #expect(TextRenderer().render(set.diagnostics.filter { $0.severity == .error }) == expected)
        #expect(!set.isValid)
    }

    /// The document's own text says nothing of a value that replaces it.
    @Test func quotesNoTextThatItReplaced() async throws {
        var options = ManifestOptions()
        options.overrides = [try Override(argument: "spec.rules[0].backendRefs[0].port=abc")]
        let quoted = Self.manifest.replacing("port: 1", with: "port: \"80\"")
        let set = await ManifestSet.load([.text(SourceFile(name: "f.yaml", text: quoted))], options)
        #expect(
            set.diagnostics.filter { $0.severity == .error }.map(\.message) == [
                "port must be an integer, not the string 'abc'"
            ])
    }

    @Test(arguments: ["spec.rules[3].name=q", "spec.rules[0].backendRefs[0].port=0"])
    func isReportedOnceForAllManifests(argument: String) async throws {
        var options = ManifestOptions()
        options.overrides = [try Override(argument: argument), try Override(argument: argument)]
        let inputs = ["a", "b", "c"].map { name in
            ManifestInput.text(
                SourceFile(name: name, text: Self.manifest.replacing("name: db", with: "name: \(name)")))
        }
        let set = await ManifestSet.load(inputs, options)
        let errors = set.diagnostics.filter { $0.severity == .error }
        // Each argument is told of; that both say the same is not known.
        #expect(errors.count == (argument.hasSuffix("=q") ? 2 : 1))
        #expect(errors.allSatisfy { $0.file == "--set" })
    }
}
