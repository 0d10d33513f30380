internal import Diagnostics
package import Nodes

extension Schema {
    /// Everything in which a value does not fit, in schema order; follow-on complaints are left out.
    ///
    /// The value is expected with defaults applied (``applyingDefaults(to:)``). Unknown fields are reported as the
    /// API server's strict field validation does; a member that is null counts as absent.
    package func violations(in value: Value, at path: FieldPath = FieldPath()) -> [Violation] {
        var violations: [Violation] = []
        collect(&violations, value, path)
        return violations
    }

    private func collect(_ violations: inout [Violation], _ value: Value, _ path: FieldPath) {
        func report(_ kind: Violation.Kind) {
            violations.append(Violation(kind, at: path, value: value, schema: self))
        }
        switch (self.kind, value) {
        case (.any, _): return
        case (.object, .object(let object)): collectMembers(&violations, object, value, path)
        case (.array, .array(let array)): collectElements(&violations, array, value, path)
        case (.string, .string(let string)): textProblems(string).forEach(report)
        case (.integer, .int(let int)): if let problem = rangeProblem(int) { report(problem) }
        case (.integer, .double(let double)):
            guard let int = Int64(exactly: double) else { return report(.wrongType(expected: .integer)) }
            if let problem = rangeProblem(int) { report(problem) }
        case (.boolean, .bool): return
        default: return report(.wrongType(expected: self.kind))
        }
        for rule in self.rules {
            for finding in rule.findings(value) { report(.rule(rule, finding)) }
        }
    }

    private func collectMembers(
        _ violations: inout [Violation], _ object: Object, _ value: Value, _ path: FieldPath
    ) {
        for (name, member) in object {
            if let property = self[name] {
                if !member.isNull { property.collect(&violations, member, path.appending(name)) }
            } else if let additional = additionalProperties {
                if let keyPattern = self.keyPattern, !keyPattern.matches(name) {
                    violations.append(
                        Violation(.keyPattern(keyPattern), at: path.appending(name), value: .string(name), schema: self)
                    )
                }
                additional.collect(&violations, member, path.appending(name))
            } else {
                // A field that only its default filled in was not written, so it may be what was meant.
                let known = self.properties.filter { [nil, $0.schema.defaultValue].contains(object[$0.name]) }.map(
                    \.name)
                let suggestion = Suggestion.nearest(to: name, among: known)
                violations.append(
                    Violation(
                        .unknownField(suggestion: suggestion), at: path.appending(name), value: member, schema: self))
            }
        }
        for name in self.required where object[name]?.isNull ?? true {
            violations.append(Violation(.required(field: name), at: path, value: value, schema: self))
        }
    }

    private func collectElements(
        _ violations: inout [Violation], _ array: [Value], _ value: Value, _ path: FieldPath
    ) {
        if let minItems = self.minItems, array.count < minItems {
            violations.append(
                Violation(.tooFewItems(minimum: minItems, actual: array.count), at: path, value: value, schema: self))
        }
        if let maxItems = self.maxItems, array.count > maxItems {
            violations.append(
                Violation(.tooManyItems(maximum: maxItems, actual: array.count), at: path, value: value, schema: self))
        }
        guard let items else { return }
        for (index, element) in array.enumerated() {
            items.collect(&violations, element, path.appending(index))
        }
    }

    private func textProblems(_ string: String) -> [Violation.Kind] {
        if !self.enumeration.isEmpty { return self.enumeration.contains(string) ? [] : [.notOneOf(self.enumeration)] }
        // Lengths count Unicode scalars, as Go counts runes.
        let length = string.unicodeScalars.count
        if let minLength = self.minLength, length < minLength { return [.tooShort(minimum: minLength)] }
        var problems: [Violation.Kind] = []
        if let maxLength = self.maxLength, length > maxLength {
            problems.append(.tooLong(maximum: maxLength, actual: length))
        }
        if let pattern = self.pattern, !pattern.matches(string) { problems.append(.pattern(pattern)) }
        return problems
    }

    private func rangeProblem(_ int: Int64) -> Violation.Kind? {
        if let minimum = self.minimum, int < minimum { return .belowMinimum(minimum) }
        if let maximum = self.maximum, int > maximum { return .aboveMaximum(maximum) }
        if self.format == .int32, Int32(exactly: int) == nil { return .format(.int32) }
        return nil
    }
}
