package import Values

/// A choice of objects by their labels (apimachinery `LabelSelector`); all requirements have to hold.
package struct LabelSelector: Sendable, Hashable {
    /// How a label is compared, as `matchExpressions` spells it.
    enum Operator: Sendable, Hashable {
        case isIn, isNotIn, exists, doesNotExist
        /// An operator that does not exist, with which a selector selects nothing.
        case other(String)
    }

    /// A label and what it must be; each entry of `matchLabels` is one that `isIn` a single value.
    struct Requirement: Sendable, Hashable {
        let key: String
        let operation: Operator
        let values: [String]
    }

    let requirements: [Requirement]

    package init(_ value: Value) {
        var requirements =
            value["matchLabels"]?.texts.sorted { $0.key < $1.key }.map {
                Requirement(key: $0.key, operation: .isIn, values: [$0.value])
            } ?? []
        for expression in value["matchExpressions"]?.array ?? [] {
            let operation: Operator =
                switch expression["operator"]?.string {
                case "In": .isIn
                case "NotIn": .isNotIn
                case "Exists": .exists
                case "DoesNotExist": .doesNotExist
                case let other: .other(other ?? "")
                }
            requirements.append(
                Requirement(
                    key: expression["key"]?.string ?? "", operation: operation,
                    values: (expression["values"]?.array ?? []).compactMap(\.string)))
        }
        self.requirements = requirements
    }

    /// Whether labels are selected; nil where that hangs on labels that are not known.
    ///
    /// - Parameter isComplete: whether an object has no labels but these.
    package func selects(_ labels: [String: String], isComplete: Bool = true) -> Bool? {
        var isCertain = true
        for requirement in requirements {
            guard let value = labels[requirement.key] else {
                guard isComplete else {
                    isCertain = false
                    continue
                }
                switch requirement.operation {
                case .isNotIn, .doesNotExist: continue
                default: return false
                }
            }
            switch requirement.operation {
            case .isIn: if !requirement.values.contains(value) { return false }
            case .isNotIn: if requirement.values.contains(value) { return false }
            case .exists: continue
            case .doesNotExist, .other: return false
            }
        }
        return isCertain ? true : nil
    }
}

extension LabelSelector: CustomStringConvertible {
    /// The selector as `kubectl -l` takes it.
    package var description: String {
        requirements.map { requirement in
            let values = requirement.values.joined(separator: ",")
            return switch requirement.operation {
            case .isIn where requirement.values.count == 1: "\(requirement.key)=\(values)"
            case .isIn: "\(requirement.key) in (\(values))"
            case .isNotIn: "\(requirement.key) notin (\(values))"
            case .exists: requirement.key
            case .doesNotExist: "!\(requirement.key)"
            case .other(let word): "\(requirement.key) \(word) (\(values))"
            }
        }.joined(separator: ",")
    }
}
