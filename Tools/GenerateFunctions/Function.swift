import Schemas
import Values

/// A function of the library: `with…` sets a field, `with…Mixin` adds to it.
struct Function {
    let holder: FunctionHolder
    let field: FieldDescription
    let isMixin: Bool

    /// Lists and maps can be added to.
    var isMixable: Bool { isList || isMap }
    var isList: Bool { field.type.hasPrefix("[]") }
    var isMap: Bool { field.type.hasPrefix("map[") }

    /// The name, such as `withParentRefsMixin`.
    var name: String { "with" + capitalized + (isMixin ? "Mixin" : "") }

    /// The path as the page of the jsonnet library has it, such as `spec.withParentRefsMixin`.
    var path: String { holder.path + "." + name }

    /// The type of an enumeration; nil for a field that has none.
    var enumeration: String? { field.allowedValues.isEmpty ? nil : capitalized }

    /// The type of an element of a list, or of any other field.
    var valueType: String {
        if let enumeration { return "TCPRoute." + enumeration }
        let path = holder.path + "." + field.name
        if let element = FunctionHolder.all.first(where: { $0.path == path }) { return element.type }
        return switch field.type {
        case "integer": "Int"
        case "boolean": "Bool"
        case "map[string]string": "[String: String]"
        default: "String"
        }
    }

    private var capitalized: String { field.name.prefix(1).uppercased() + field.name.dropFirst() }
}

// MARK: - Swift

extension Function {
    /// The declarations, without indentation: of a list one that takes an array, and one that takes the elements.
    var declarations: [String] {
        guard isList else { return [comment + declaration(valueType)] }
        return [
            comment + declaration("[\(valueType)]"),
            "/// The same with the elements one by one.\n" + declaration(valueType + "..."),
        ]
    }

    private func declaration(_ type: String) -> String {
        let body =
            switch (isMixin, isList) {
            case (false, _): "set(\"\(field.name)\", to: \(field.name)\(enumeration == nil ? "" : ".rawValue"))"
            case (true, true): "append(\(field.name), to: \"\(field.name)\")"
            case (true, false): "merge(\(field.name), into: \"\(field.name)\")"
            }
        let head = "public func \(name)(_ \(field.name): \(type)) -> \(holder.result) {"
        let line = "\(head) \(body) }"
        return line.count <= 116 ? line : "\(head)\n    \(body)\n}"
    }

    /// What the schema says of the field, and what the function does to it.
    private var comment: String {
        let brief = field.brief
        let rest = field.summary.dropFirst(brief.count).drop { $0 == " " }
        let details = [String(rest), isMixable ? effect : ""].filter { !$0.isEmpty }.joined(separator: " ")
        let limits = field.limits + (defaultText.map { ["\($0) where it is not set"] } ?? [])
        let allowed = limits.isEmpty ? "" : "Allowed: " + limits.joined(separator: "; ") + "."
        return [brief, details, allowed].filter { !$0.isEmpty }.map(Self.wrapped).joined(separator: "\n///\n") + "\n"
    }

    private var defaultText: String? { field.defaultValue.map { "`\(JSONWriter.text($0))`" } }

    private var effect: String {
        switch (isMixin, isList) {
        case (false, _): "Takes the place of what was set before."
        case (true, true): "Comes behind what was set before."
        case (true, false): "Keys that were set before get the new values, other keys stay."
        }
    }

    /// A paragraph of a comment, in lines of at most 116 columns.
    private static func wrapped(_ text: String) -> String {
        var lines = ["///"]
        for word in text.split(separator: " ") {
            if let last = lines.last, last.count + 1 + word.count > 116 { lines.append("///") }
            lines[lines.count - 1] += " " + word
        }
        return lines.joined(separator: "\n")
    }
}
