internal import Values

/// A value that is the calls that were made on it.
protocol Fragment: FieldFunctions, FieldValue where Whole == Self {
    var calls: [Call] { get set }
}

extension Fragment {
    static var path: [String] { [] }

    func adding(_ call: Call) -> Self { adding([call]) }

    /// The value with further calls.
    func adding(_ calls: [Call]) -> Self {
        var copy = self
        copy.calls += calls
        return copy
    }

    /// What the calls make.
    var fieldValue: Value { Call.object(calls) }

    /// That as a JSON document, keys in order, without a line break at the end.
    var json: String { JSONWriter.text(fieldValue, .indented, sortedKeys: true) }
}
