import Testing
import Values

@testable import Schemas

struct ExportTests {
    static let schema = Schema.object(
        "A thing.", required: ["name", "longName"],
        [
            ("name", .string("Its name.", pattern: .label, length: 1...63)), ("longName", .string("")),
            ("port", .integer("", 1...65535, default: 80)), ("mode", .string("", oneOf: ["All"])),
            ("free", .any("Anything.")),
            ("labels", .map("", keys: .labelValue, of: .string(""))),
            (
                "items",
                .list("", of: .string("", format: .dateTime), minItems: 1, maxItems: 2, type: .map(keys: ["type"]))
            ),
            ("atoms", .list("", of: .integer("", format: .int64))),
        ])

    @Test func openAPI() {
        #expect(
            JSONWriter.text(Self.schema.openAPI(), .indented) == """
                {
                  "description": "A thing.",
                  "type": "object",
                  "properties": {
                    "name": {
                      "description": "Its name.",
                      "type": "string",
                      "pattern": "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$",
                      "minLength": 1,
                      "maxLength": 63
                    },
                    "longName": {
                      "type": "string"
                    },
                    "port": {
                      "type": "integer",
                      "default": 80,
                      "minimum": 1,
                      "maximum": 65535,
                      "format": "int32"
                    },
                    "mode": {
                      "type": "string",
                      "enum": [
                        "All"
                      ]
                    },
                    "free": {
                      "description": "Anything.",
                      "x-kubernetes-preserve-unknown-fields": true
                    },
                    "labels": {
                      "type": "object",
                      "additionalProperties": {
                        "type": "string"
                      }
                    },
                    "items": {
                      "type": "array",
                      "items": {
                        "type": "string",
                        "format": "date-time"
                      },
                      "minItems": 1,
                      "maxItems": 2,
                      "x-kubernetes-list-type": "map",
                      "x-kubernetes-list-map-keys": [
                        "type"
                      ]
                    },
                    "atoms": {
                      "type": "array",
                      "items": {
                        "type": "integer",
                        "format": "int64"
                      },
                      "x-kubernetes-list-type": "atomic"
                    }
                  },
                  "required": [
                    "name",
                    "longName"
                  ]
                }
                """)
    }

    @Test func jsonSchemaForEditors() {
        let schema = Self.schema.jsonSchema(
            id: "https://example.com/x.json", title: "Thing",
            spellings: { $0 == "longName" ? ["longName", "long_name"] : [$0] },
            alternatives: { names, _ in
                names == ["name"] ? .object("", required: ["longWay"], [("longWay", .string(""))]) : nil
            })
        #expect(schema["$schema"] == "http://json-schema.org/draft-07/schema#")
        #expect(schema["$id"] == "https://example.com/x.json")
        #expect(schema["title"] == "Thing")
        #expect(schema["additionalProperties"] == false)
        #expect(schema["required"] == ["name"])
        #expect(schema["allOf"] == [["anyOf": [["required": ["longName"]], ["required": ["long_name"]]]]])
        #expect(schema["properties"]?["long_name"] == schema["properties"]?["longName"])
        #expect(schema["properties"]?["name"]?["anyOf"]?[1]?["required"] == ["longWay"])
        #expect(schema["properties"]?["name"]?["anyOf"]?[1]?["additionalProperties"] == false)
        #expect(schema["properties"]?["name"]?["description"] == "Its name.")
        #expect(schema["properties"]?["port"]?["type"] == ["integer", "null"])
        #expect(schema["properties"]?["mode"]?["enum"] == ["All", .null])
        #expect(schema["properties"]?["labels"]?["propertyNames"]?["pattern"] == .string(Pattern.labelValue.expression))
        #expect(schema["properties"]?["free"] == ["description": "Anything."])
        #expect(schema["properties"]?["atoms"]?["x-kubernetes-list-type"] == nil)
    }
}
