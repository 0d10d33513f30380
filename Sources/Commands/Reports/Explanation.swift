internal import Diagnostics
internal import GatewayAPI
internal import Manifests
internal import Schemas
internal import Values

/// What `explain` says of a field, as text and as JSON.
struct Explanation {
    let field: FieldDescription
    let availability: FieldAvailability
    let target: GatewayAPITarget
    /// Whether the fields are listed at every depth.
    let isRecursive: Bool

    // MARK: Text

    func text(width: Int, style: TerminalStyle) -> String {
        var page = Page(width: width, style: style)
        page.head("KIND", ManifestSchema.kind)
        page.head("VERSION", ManifestSchema.apiVersion)
        page.head("FOR", "Gateway API \(target.release)/\(target.channel), TCPRoute \(target.version)")
        if !field.names.isEmpty {
            page.text += "\n"
            page.head("FIELD", "\(field.path) <\(field.type)>" + (field.isRequired ? " -required-" : ""))
            if let value = field.defaultValue { page.head("DEFAULT", Self.plain(value)) }
            if !availability.isEverywhere { page.head("AVAILABLE", availabilityText) }
        }
        page.section("DESCRIPTION", [field.summary], hang: 0)
        page.section("ALLOWED", allowed)
        page.section("RULES", field.rules.map { "\($0.message) (\($0.code))" })
        page.fields("FIELDS", field.fields, isRecursive: isRecursive)
        for form in field.form { page.fields("OR A MAPPING WITH", form.fields, isRecursive: isRecursive) }
        return page.text
    }

    private var availabilityText: String {
        let text = availability.text
        guard !availability.isInTarget else { return text }
        return "not for \(target.release)/\(target.channel), where an API server would drop it; \(text)"
    }

    private var allowed: [String] {
        (field.allowedValues.isEmpty ? [] : [field.allowedValues.joined(separator: ", ")]) + field.limits
    }

    fileprivate static func plain(_ value: Value) -> String {
        guard let text = value.string, !text.isEmpty else { return JSONWriter.text(value) }
        return text
    }

    // MARK: JSON

    var value: Value {
        [
            "formatVersion": .string(FormatVersion.current), "kind": .string(ManifestSchema.kind),
            "apiVersion": .string(ManifestSchema.apiVersion),
            "target": [
                "gatewayAPI": .string("\(target.release)/\(target.channel)"), "version": .string("\(target.version)"),
            ],
            "available": [
                "inTarget": .bool(availability.isInTarget),
                "gatewayAPI": .array(availability.releases.map(Value.string)),
            ],
            "field": Self.value(field, depth: isRecursive ? .max : 1),
        ]
    }

    private static func value(_ field: FieldDescription, depth: Int) -> Value {
        var object: Object = [
            "path": .string(field.path), "type": .string(field.type), "required": .bool(field.isRequired),
            "description": .string(field.summary),
        ]
        object["default"] = field.defaultValue
        if !field.constraints.isEmpty { object["constraints"] = .object(field.constraints) }
        if !field.limits.isEmpty { object["limits"] = .array(field.limits.map(Value.string)) }
        if !field.rules.isEmpty {
            object["rules"] = .array(
                field.rules.map { ["code": .string($0.code), "message": .string($0.message)] })
        }
        if depth > 0 {
            if !field.fields.isEmpty {
                object["fields"] = .array(field.fields.map { value($0, depth: depth - 1) })
            }
            if let form = field.form.first {
                object["form"] = .array(form.fields.map { value($0, depth: depth - 1) })
            }
        }
        return .object(object)
    }
}

/// Lays out sections and columns in a given width.
private struct Page {
    let width: Int
    let style: TerminalStyle
    var text = ""

    init(width: Int, style: TerminalStyle) {
        self.width = width
        self.style = style
    }

    /// A line such as `KIND:       KubernetesTcpRoute`.
    mutating func head(_ name: String, _ value: String) {
        let margin = 12
        let lines = value.wrapped(to: width - margin)
        text += style(.bold, "\(name):") + String(repeating: " ", count: max(1, margin - name.count - 1))
        text += lines.joined(separator: "\n" + String(repeating: " ", count: margin)) + "\n"
    }

    /// Paragraphs below a title; what belongs to an item of a list stands deeper than its beginning.
    mutating func section(_ name: String, _ paragraphs: [String], hang: Int = 2) {
        let lines = paragraphs.flatMap { paragraph in
            paragraph.wrapped(to: width - 4 - hang).enumerated().map { line, text in
                String(repeating: " ", count: line == 0 ? 4 : 4 + hang) + text
            }
        }
        guard !lines.isEmpty else { return }
        text += "\n" + style(.bold, "\(name):") + "\n" + lines.joined(separator: "\n") + "\n"
    }

    /// Name, type and purpose of each field; the whole tree has names and types only.
    mutating func fields(_ title: String, _ fields: [FieldDescription], isRecursive: Bool) {
        guard !fields.isEmpty else { return }
        text += "\n" + style(.bold, "\(title):") + "\n"
        if isRecursive { return fields.forEach { tree($0, indent: 2) } }
        let names = (fields.map(\.name.count).max() ?? 0) + 2
        let types = (fields.map(\.type.count).max() ?? 0) + 4
        for field in fields {
            let standard = field.defaultValue.map { " Default: \(Explanation.plain($0))." } ?? ""
            let purpose = (field.isRequired ? "-required- " : "") + field.brief + standard
            let start = "  " + field.name.padded(to: names) + "<\(field.type)>".padded(to: types)
            let lines = purpose.wrapped(to: max(30, width - start.count))
            text += start + lines.joined(separator: "\n" + String(repeating: " ", count: start.count)) + "\n"
        }
    }

    private mutating func tree(_ field: FieldDescription, indent: Int) {
        let margin = String(repeating: " ", count: indent)
        text += "\(margin)\(field.name) <\(field.type)>" + (field.isRequired ? " -required-" : "") + "\n"
        for child in field.children { tree(child, indent: indent + 2) }
    }
}
