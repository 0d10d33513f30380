package import Diagnostics
internal import Documents
internal import Schemas
package import Values
internal import YAML

/// A value set on the command line: `--set spec.rules[0].backendRefs[1].weight=20`.
package struct Override: Sendable {
    /// The field that is set, as it was spelled.
    package let path: FieldPath
    /// The value, typed as YAML types it.
    package let value: Value
    /// The argument as a text of its own, so that errors can point into it.
    let source: SourceFile
    let valueOffset: Int
    /// The name that messages give to the text of an argument, where others have a file's.
    static let sourceName = "--set"

    /// Reads `path=value`; the value is typed as YAML does, so `20` is an integer and `"20"` a string.
    package init(argument: String) throws(DiagnosticError) {
        let source = SourceFile(name: Self.sourceName, text: argument)
        func fail(_ message: String, _ start: Int, _ end: Int, help: String? = nil) -> DiagnosticError {
            DiagnosticError(
                Diagnostic(
                    .invalidOverride, message, at: .range(SourceRange(file: source, start: start, end: end)),
                    help: help))
        }
        guard let equals = Self.separator(in: source.bytes) else {
            throw fail(
                "'--set' takes path=value", 0, source.bytes.count,
                help: "for example --set spec.rules[0].backendRefs[0].weight=20")
        }
        do {
            path = try FieldPath(parsing: String(decoding: source.bytes[..<equals], as: UTF8.self))
        } catch {
            throw fail("this is no field path: \(error.message)", error.offset, error.offset + 1)
        }
        let text = SourceFile(name: Self.sourceName, bytes: Array(source.bytes[(equals + 1)...]))
        let stream = YAMLReader.readWhole(text)
        if let problem = stream.diagnostics.first(where: { $0.severity == .error }) {
            let offset = equals + 1 + (problem.range?.start ?? 0)
            throw fail("the value cannot be read: \(problem.message)", offset, offset + 1)
        }
        guard stream.documents.count <= 1 else {
            throw fail("the value holds several YAML documents", equals + 1, source.bytes.count)
        }
        value = stream.documents.first?.root.value ?? .string("")
        self.source = source
        valueOffset = equals + 1
    }

    /// The first `=` outside quotes and brackets: a quoted label key may hold one.
    private static func separator(in bytes: [UInt8]) -> Int? {
        var inBrackets = false
        for (index, byte) in bytes.enumerated() {
            switch byte {
            case UInt8(ascii: "["): inBrackets = true
            case UInt8(ascii: "]"): inBrackets = false
            case UInt8(ascii: "=") where !inBrackets: return index
            default: break
            }
        }
        return nil
    }

    var valueRange: SourceRange { SourceRange(file: source, start: valueOffset, end: source.bytes.count) }
    private var pathRange: SourceRange { SourceRange(file: source, start: 0, end: max(0, valueOffset - 1)) }

    /// Sets the value in a manifest and returns the path in the schema's spelling, or what stands in the way.
    func apply(to manifest: inout Value, schema: Schema) -> Result<FieldPath, DiagnosticError> {
        var canonical = FieldPath()
        var failure: DiagnosticError?
        set(&manifest, path.elements[...], schema, &canonical, &failure)
        return failure.map(Result.failure) ?? .success(canonical)
    }

    private func set(
        _ target: inout Value, _ remaining: ArraySlice<FieldPath.Element>, _ schema: Schema?,
        _ canonical: inout FieldPath, _ failure: inout DiagnosticError?
    ) {
        guard let element = remaining.first else {
            target = value
            return
        }
        let what = canonical.isRoot ? "the manifest" : canonical.description
        switch element {
        case .index(let index):
            guard case .array(var array) = target.isNull ? .array([]) : target else {
                return failure = mismatch("\(what) is \(target.typeNameWithArticle), not a list")
            }
            guard index <= array.count else {
                return failure = beyondEnd(index, of: canonical, array.count)
            }
            if index == array.count { array.append(.null) }
            canonical = canonical.appending(index)
            set(&array[index], remaining.dropFirst(), schema?.items, &canonical, &failure)
            target = .array(array)
        case .key(let key):
            if case .array(let array) = target.isNull && schema?.kind == .array ? .array([]) : target {
                return failure = noIndex(key, of: what, array.count)
            }
            guard case .object = target.isNull ? .object([:]) : target else {
                return failure = mismatch("\(what) is \(target.typeNameWithArticle), not a mapping")
            }
            let name = schema.map { Spelling.canonicalKey(key, in: $0) } ?? key
            if let problem = dottedKey(remaining, in: schema, at: canonical) { return failure = problem }
            canonical = canonical.appending(name)
            let nested = schema?[name] ?? schema?.additionalProperties
            target.withMember(name) { member in
                var value = member ?? .null
                set(&value, remaining.dropFirst(), nested, &canonical, &failure)
                member = value
            }
        }
    }

    /// What is wrong where a path goes on below a label or an annotation: its key has dots, and needs quotes.
    private func dottedKey(
        _ steps: ArraySlice<FieldPath.Element>, in schema: Schema?, at map: FieldPath
    ) -> DiagnosticError? {
        guard steps.count > 1, let first = steps.first, schema?.additionalProperties?.kind == .string else {
            return nil
        }
        let names = steps.map { step in
            switch step {
            case .key(let key): key
            case .index(let index): String(index)
            }
        }
        let key = names.joined(separator: ".")
        return mismatch(
            "\(map.appending(FieldPath([first]))) is a text, so no field can be below it",
            help: "for the key '\(key)' write \(map.appending(key))")
    }

    private func beyondEnd(_ index: Int, of list: FieldPath, _ count: Int) -> DiagnosticError {
        mismatch(
            "\(list) has \(English.count(count, "element")), so there is no [\(index)]; [\(count)] would add one")
    }

    /// What is wrong where a step into a list is no number: `[-1]`, `[+]`, a name.
    private func noIndex(_ key: String, of list: String, _ count: Int) -> DiagnosticError {
        let elements =
            switch count {
            case 0: "it is empty"
            case 1: "it has 1 element, [0]"
            default: "it has \(count) elements, 0 to \(count - 1)"
            }
        return mismatch("\(QuotedText(key)) is no index of \(list): \(elements); [\(count)] adds one")
    }

    private func mismatch(_ message: String, help: String? = nil) -> DiagnosticError {
        DiagnosticError(
            Diagnostic(.invalidOverride, message, at: Diagnostic.Place(pathRange, path: path), help: help))
    }
}
