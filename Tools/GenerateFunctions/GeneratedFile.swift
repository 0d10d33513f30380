import Schemas

/// A file that is written from the schema values.
struct GeneratedFile {
    /// Where it stands, from the root of the repository on.
    let path: String
    let text: String

    private static let head = "// Written by scripts/generate-functions from the schema values.\n\n"

    /// Everything that is generated.
    static var all: [GeneratedFile] { FunctionHolder.all.map(functions) + [programs] }

    private static func functions(_ holder: FunctionHolder) -> GeneratedFile {
        let declarations = holder.functions.flatMap(\.declarations).map(indented).joined(separator: "\n\n")
        let extensions = ["extension \(holder.type) {\n\(declarations)\n}\n"] + holder.functions.compactMap(enumeration)
        return GeneratedFile(
            path: "Sources/TCPRoutes/Functions/\(holder.type)+Functions.swift",
            text: head + extensions.joined(separator: "\n"))
    }

    private static func enumeration(_ function: Function) -> String? {
        guard let name = function.enumeration else { return nil }
        let cases = function.field.allowedValues.map { value in
            "        /// `\(value)`.\n        case \(value.lowercased()) = \"\(value)\""
        }
        return """
            extension TCPRoute {
                /// What `\(function.field.name)` can be.
                public enum \(name): String, Sendable, CaseIterable {
            \(cases.joined(separator: "\n"))
                }
            }

            """
    }

    /// The functions by name, for the program that runs the calls it is sent.
    private static var programs: GeneratedFile {
        let tables = FunctionHolder.all.map { holder in
            let isElement = holder.result != "Whole"
            let type = isElement ? holder.type : "TCPRoute.Mixin"
            let member = isElement ? "" : "." + holder.path
            let name = isElement ? "functions" : "\(holder.path)Functions"
            let lines = holder.functions.filter { $0.enumeration == nil }.map { function in
                "        \"\(function.name)\": { $0\(member).\(function.name)(try $1.\(argument(function))) },"
            }
            return """
                extension \(type) {
                    static let \(name): [String: @Sendable (Self, Argument) throws -> Self] = [
                \(lines.joined(separator: "\n"))
                    ]
                }

                """
        }
        return GeneratedFile(
            path: "Tests/LibraryPrograms/FunctionTables.swift",
            text: head + "import TCPRoutes\n\n" + tables.joined(separator: "\n"))
    }

    private static func argument(_ function: Function) -> String {
        let one =
            switch function.valueType {
            case "String": "text"
            case "Int": "integer"
            case "Bool": "boolean"
            case "[String: String]": "map"
            case let element: "element(\(element).self)"
            }
        guard function.isList else { return "\(one)()" }
        return function.valueType == "String" ? "texts()" : "elements(\(function.valueType).self)"
    }

    private static func indented(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { "    " + $0 }.joined(separator: "\n")
    }
}
