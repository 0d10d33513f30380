import Diagnostics
import Documents
import Values
import YAML

/// Whether two values are the same, a not-a-number included.
func same(_ left: Value, _ right: Value) -> Bool {
    switch (left, right) {
    case (.double(let one), .double(let other)) where one.isNaN && other.isNaN: true
    case (.array(let left), .array(let right)): left.count == right.count && zip(left, right).allSatisfy(same)
    case (.object(let left), .object(let right)):
        left.count == right.count && left.allSatisfy { key, value in right[key].map { same(value, $0) } ?? false }
    default: left.isEquivalent(to: right)
    }
}

extension Value {
    /// The value as JSON can have it, where an infinite number becomes null.
    var asJSON: Value {
        switch self {
        case .double(let double) where !double.isFinite: .null
        case .array(let array): .array(array.map(\.asJSON))
        case .object(let object): .object(object.mapValues(\.asJSON))
        default: self
        }
    }
}

/// What is written in YAML and JSON reads back as what it was.
func checkWriters(_ value: Value) {
    let text = YAMLWriter.text(value)
    let stream = YAMLReader.read(SourceFile(name: "written.yaml", text: text))
    hold(
        stream.diagnostics.isEmpty,
        "written YAML is not read: \(TextRenderer().render(stream.diagnostics))\n\(text)")
    hold(stream.documents.count == 1, "written YAML has \(stream.documents.count) documents:\n\(text)")
    let read = stream.documents.first?.root.value ?? .null
    hold(same(read, value), "YAML changes \(JSONWriter.text(value)) to \(JSONWriter.text(read)):\n\(text)")
    for layout in [JSONWriter.Layout.compact, .indented] {
        for sorted in [false, true] {
            let bytes = JSONWriter.bytes(value, layout, sortedKeys: sorted)
            do {
                let read = try JSONReader.value(bytes)
                hold(same(read, value.asJSON), "JSON changes its value: \(String(decoding: bytes, as: UTF8.self))")
            } catch {
                fail("PROPERTY: written JSON is not read: \(error): \(String(decoding: bytes, as: UTF8.self))")
            }
        }
    }
}

/// What is wrong points into its text and can be drawn, in no more text than a person would look at.
func checkDiagnostics(_ diagnostics: [Diagnostic]) {
    for diagnostic in diagnostics {
        for range in [diagnostic.range].compactMap({ $0 }) + diagnostic.related.map(\.range) {
            hold(
                0 <= range.start && range.start <= range.end && range.end <= range.file.bytes.count + 1,
                "\(diagnostic.code) points to \(range.start)..<\(range.end) of \(range.file.bytes.count) bytes")
        }
        hold(!diagnostic.message.isEmpty, "\(diagnostic.code) has no message")
        hold(!TextRenderer().render(diagnostic).isEmpty, "\(diagnostic.code) is drawn as nothing")
    }
}
