internal import Diagnostics
package import Values

extension Schema {
    /// Everything in which a value does not fit, in schema order; follow-on complaints are left out.
    ///
    /// The value is expected with defaults applied (``applyingDefaults(to:)``). Unknown fields are reported as the
    /// API server's strict field validation does; a member that is null counts as absent.
    package func violations(in value: Value, at path: FieldPath = FieldPath()) -> [Violation] {
        var violations: [Violation] = []
        collect(&violations, value)
        if !path.isRoot {
            for index in violations.indices { violations[index].path.elements.insert(contentsOf: path.elements, at: 0) }
        }
        return violations
    }

    /// Adds the violations of a value, with paths relative to it.
    private func collect(_ violations: inout [Violation], _ value: Value) {
        func report(_ kind: Violation.Kind) { violations.append(Violation(kind, value: value, schema: self)) }
        switch (self.kind, value) {
        case (.any, _): return
        case (.object, .object(let object)): collectMembers(&violations, object, value)
        case (.array, .array(let array)): collectElements(&violations, array, value)
        case (.string, .string(let string)): textProblems(string, report)
        case (.integer, .int(let int)): rangeProblem(int, report)
        case (.integer, .double(let double)):
            guard let int = Int64(exactly: double) else { return report(.wrongType(expected: .integer)) }
            rangeProblem(int, report)
        case (.boolean, .bool): return
        default: return report(.wrongType(expected: self.kind))
        }
        for rule in self.rules {
            for finding in rule.findings(value) { report(.rule(rule, finding)) }
        }
    }

    /// Adds the violations of a part of the value: a path is only made where there is something to say.
    private func collect(
        _ violations: inout [Violation], _ value: Value, at element: @autoclosure () -> FieldPath.Element
    ) {
        let count = violations.count
        collect(&violations, value)
        guard violations.count > count else { return }
        let element = element()
        for index in count..<violations.count { violations[index].path.elements.insert(element, at: 0) }
    }

    private func collectMembers(_ violations: inout [Violation], _ object: Object, _ value: Value) {
        let properties = self.properties
        // Members mostly come in the order of the properties, so the search goes on where the last one ended.
        var expected = 0
        for (name, member) in object {
            if let position = Self.position(of: name, in: properties, from: expected) {
                expected = position + 1
                if !member.isNull { properties[position].schema.collect(&violations, member, at: .key(name)) }
            } else if let additional = additionalProperties {
                if let keyPattern = self.keyPattern, !keyPattern.matches(name) {
                    violations.append(
                        Violation(.keyPattern(keyPattern), at: [.key(name)], value: .string(name), schema: self))
                }
                additional.collect(&violations, member, at: .key(name))
            } else {
                violations.append(
                    Violation(
                        .unknownField(suggestion: suggestion(for: name, in: object)), at: [.key(name)], value: member,
                        schema: self))
            }
        }
        for name in self.required where object[name]?.isNull ?? true {
            violations.append(Violation(.required(field: name), value: value, schema: self))
        }
    }

    /// The position of a property, searched from a position on and then from the start.
    private static func position(of name: String, in properties: [Property], from start: Int) -> Int? {
        properties[start...].firstIndex { $0.name == name } ?? properties[..<start].firstIndex { $0.name == name }
    }

    /// The field that was probably meant: one that is absent or has its default, before one that stands there already.
    private func suggestion(for name: String, in object: Object) -> String? {
        let absent = self.properties.filter { [nil, $0.schema.defaultValue].contains(object[$0.name]) }
        return Suggestion.nearest(to: name, among: absent.map(\.name))
            ?? Suggestion.nearest(to: name, among: self.properties.map(\.name))
    }

    private func collectElements(_ violations: inout [Violation], _ array: [Value], _ value: Value) {
        if let minItems = self.minItems, array.count < minItems {
            violations.append(
                Violation(.tooFewItems(minimum: minItems, actual: array.count), value: value, schema: self))
        }
        if let maxItems = self.maxItems, array.count > maxItems {
            violations.append(
                Violation(.tooManyItems(maximum: maxItems, actual: array.count), value: value, schema: self))
        }
        guard let items else { return }
        for (index, element) in array.enumerated() {
            items.collect(&violations, element, at: .index(index))
        }
    }

    private func textProblems(_ string: String, _ report: (Violation.Kind) -> Void) {
        if !self.enumeration.isEmpty {
            if !self.enumeration.contains(string) { report(.notOneOf(self.enumeration)) }
            return
        }
        // Lengths count Unicode scalars, as Go counts runes; a text has at most as many as bytes.
        let size = string.utf8.count
        if let minLength = self.minLength, size < 4 * minLength, string.unicodeScalars.count < minLength {
            return report(.tooShort(minimum: minLength))
        }
        if let maxLength = self.maxLength, size > maxLength, case let count = string.unicodeScalars.count,
            count > maxLength
        {
            report(.tooLong(maximum: maxLength, actual: count))
        }
        if self.format == .dateTime, RFC3339.seconds(string) == nil { report(.format(.dateTime)) }
        if let pattern = self.pattern, !pattern.matches(string) { report(.pattern(pattern)) }
    }

    private func rangeProblem(_ int: Int64, _ report: (Violation.Kind) -> Void) {
        if let minimum = self.minimum, int < minimum { return report(.belowMinimum(minimum)) }
        if let maximum = self.maximum, int > maximum { return report(.aboveMaximum(maximum)) }
        if self.format == .int32, Int32(exactly: int) == nil { report(.format(.int32)) }
    }
}
