import Testing
import Values

@testable import Schemas

/// The description of a field says what the schema says.
struct ExplainTests {
    private static let thing: FieldDescription = {
        var entry = Schema.object(
            "An entry. It has a port.", required: ["port"],
            [("port", .integer("Its port.", 1...65535)), ("weight", .integer("", minimum: 0, default: 1))])
        entry.rules = [CrossFieldRule(name: "some-rule", message: "must be so") { _ in [] }]
        let schema = Schema.object(
            "A thing.", required: ["name", "entries"],
            [
                ("name", .string("Its name.", pattern: .label, length: 1...63)),
                ("mode", .string("How, i.e. when. Twice.", oneOf: ["All", "None"], default: "")),
                ("entries", .list("The entries. All of them.", of: entry, minItems: 1, maxItems: 16)),
                ("words", .list("Words.", of: .string("A word.", maxLength: 5), maxItems: 1)),
                ("labels", .map("Labels.", keys: .kind, of: .string("Its value.", pattern: .labelValue))),
                ("free", .any("Anything.")), ("when", .string("", format: .dateTime)),
            ])
        return schema.explained { names, name in
            names == ["name"] ? .object("A way to it.", [("value", name)]) : nil
        }
    }()

    static let label =
        "a lowercase RFC 1123 label: letters a-z, digits and '-', starting and ending with a letter or digit"

    @Test(arguments: [
        ("name", "string or object", ["1 to 63 characters", label]), ("mode", "string", []),
        ("entries", "[]object", ["1 to 16 elements"]), ("entries.port", "integer", ["1 to 65535"]),
        ("entries.weight", "integer", ["at least 0"]),
        ("words", "[]string", ["at most 1 element", "each element: at most 5 characters"]),
        (
            "labels", "map[string]string",
            ["each key: \(Pattern.kind.description)", "each value: \(Pattern.labelValue.description)"]
        ),
        ("labels.team", "string", [Pattern.labelValue.description]), ("free", "any", []),
        ("when", "string", ["a time such as 2024-05-01T12:00:00Z"]),
        ("name.value", "string", ["1 to 63 characters", label]),
    ])
    func typeAndLimits(path: String, type: String, limits: [String]) throws {
        let field = try Self.thing.field(at: path.split(separator: ".").map(String.init))
        #expect(field.type == type)
        #expect(field.limits == limits)
    }

    @Test func theRest() throws {
        let entries = try Self.thing.field(at: ["entries"])
        #expect(entries.summary == "The entries. All of them.")
        #expect(entries.brief == "The entries.")
        #expect(entries.isRequired)
        #expect(entries.rules == [FieldDescription.Rule(code: "some-rule", message: "must be so")])
        #expect(entries.fields.map(\.path) == ["entries.port", "entries.weight"])
        #expect(entries.fields.map(\.isRequired) == [true, false])
        #expect(entries.constraints == ["minItems": 1, "maxItems": 16])
        let mode = try Self.thing.field(at: ["mode"])
        #expect(mode.allowedValues == ["All", "None"])
        #expect(mode.defaultValue == "")
        #expect(mode.brief == "How, i.e. when.")
        #expect(mode.constraints == ["enum": ["All", "None"]])
        #expect(try Self.thing.field(at: []).path == "")
        #expect(
            Self.thing.everything.map(\.path) == [
                "", "name", "name.value", "mode", "entries", "entries.port", "entries.weight", "words", "labels",
                "free", "when",
            ])
    }

    @Test func unknownField() throws {
        let unknown = #expect(throws: UnknownField.self) { try Self.thing.field(at: ["entries", "prot", "x"]) }
        #expect(unknown?.name == "prot")
        #expect(unknown?.parent.path == "entries")
        #expect(throws: UnknownField.self) { try Self.thing.field(at: ["free", "x"]) }
        #expect(try Self.thing.field(at: ["ENTRIES"], spellings: { [$0.uppercased()] }).path == "entries")
    }
}
