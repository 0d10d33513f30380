internal import Diagnostics
internal import Values

/// A field looked for in a manifest of any kind, whose names may be in either spelling.
struct SpelledPath {
    /// The path in the manifest's spelling, as asked for from where nothing is found.
    let path: FieldPath
    /// nil where the field is not there.
    let value: Value?
    /// Another path, which the manifest has, that was probably meant.
    let suggestion: FieldPath?

    init(_ path: FieldPath, in root: Value) {
        var found = FieldPath()
        var value = root
        for (position, element) in path.elements.enumerated() {
            let rest = path.elements[position...].dropFirst()
            guard let (spelled, next) = Self.step(element, in: value, at: found) else {
                self.path = FieldPath(found.elements + [element] + rest)
                self.value = nil
                suggestion = Self.suggestion(for: element, in: value, at: found, rest, root)
                return
            }
            found = FieldPath(found.elements + [spelled])
            value = next
        }
        self.path = found
        self.value = value
        suggestion = nil
    }

    /// The keys of these are the user's own, and stand for themselves.
    private static let ownKeys: [FieldPath] = ["metadata.labels", "metadata.annotations"]

    private static func step(
        _ element: FieldPath.Element, in value: Value, at path: FieldPath
    ) -> (FieldPath.Element, Value)? {
        switch (element, value) {
        case (.index(let index), .array(let array)):
            return array.indices.contains(index) ? (element, array[index]) : nil
        case (.key(let key), .object(let object)):
            let spellings = ownKeys.contains(path) ? [] : [Spelling.camelCase(key), Spelling.snakeCase(key)]
            return ([key] + spellings).lazy.compactMap { name in object[name].map { (.key(name), $0) } }.first
        default: return nil
        }
    }

    private static func suggestion(
        for element: FieldPath.Element, in value: Value, at found: FieldPath, _ rest: ArraySlice<FieldPath.Element>,
        _ root: Value
    ) -> FieldPath? {
        guard case .key(let key) = element, case .object(let object) = value,
            let name = Suggestion.nearest(to: key, among: object.keys.prefix(1000))
        else { return nil }
        let meant = FieldPath(found.elements + [.key(name)] + rest)
        // Only what is there is worth naming; each look goes one step further, so this ends.
        let looked = SpelledPath(meant, in: root)
        return looked.value == nil ? looked.suggestion : looked.path
    }
}
