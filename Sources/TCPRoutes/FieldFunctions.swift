internal import Values

/// What has functions for the fields of one mapping; the generated functions are written with its members.
protocol FieldFunctions {
    /// What a function gives back: the whole with one call more.
    associatedtype Whole
    /// The names that lead from the top of the whole to the mapping.
    static var path: [String] { get }
    func adding(_ call: Call) -> Whole
}

extension FieldFunctions {
    /// Sets a field, whatever it was.
    func set(_ field: String, to value: some FieldValue) -> Whole {
        adding(Call(Self.path + [field], .set(value.fieldValue)))
    }

    /// Sets a map, whatever it was.
    func set(_ field: String, to entries: [String: String]) -> Whole {
        adding(Call(Self.path + [field], .set(.object(object(entries)))))
    }

    /// Appends to a list.
    func append(_ elements: [some FieldValue], to field: String) -> Whole {
        adding(Call(Self.path + [field], .append(elements.map(\.fieldValue))))
    }

    /// Sets keys of a map; others stay.
    func merge(_ entries: [String: String], into field: String) -> Whole {
        adding(Call(Self.path + [field], .merge(object(entries))))
    }
}

/// A Swift value that a field can have.
protocol FieldValue {
    var fieldValue: Value { get }
}

extension String: FieldValue {
    var fieldValue: Value { .string(self) }
}

extension Int: FieldValue {
    var fieldValue: Value { .int(Int64(self)) }
}

extension Bool: FieldValue {
    var fieldValue: Value { .bool(self) }
}

extension Array: FieldValue where Element: FieldValue {
    var fieldValue: Value { .array(map(\.fieldValue)) }
}

/// A map of texts, its keys in order, so that the same program always writes the same text.
private func object(_ entries: [String: String]) -> Object {
    Object(entries.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })
}
