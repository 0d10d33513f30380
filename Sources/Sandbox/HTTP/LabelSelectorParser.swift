/// One term of a label selector.
struct LabelRequirement: Sendable {
    enum Condition: Sendable {
        case exists
        case missing
        case oneOf([String])
        case noneOf([String])
        case greater(Int)
        case less(Int)
    }

    let key: String
    let condition: Condition

    func matches(_ labels: [String: String]) -> Bool {
        let value = labels[key]
        switch condition {
        case .exists: return value != nil
        case .missing: return value == nil
        case .oneOf(let values): return value.map(values.contains) ?? false
        case .noneOf(let values): return !(value.map(values.contains) ?? false)
        case .greater(let bound): return value.flatMap { Int($0) }.map { $0 > bound } ?? false
        case .less(let bound): return value.flatMap { Int($0) }.map { $0 < bound } ?? false
        }
    }
}

/// Reads label selectors: `a=b,c!=d,e in (f,g),!h,i` (apimachinery `labels.Parse`).
struct LabelSelectorParser {
    private var tokens: [String] = []
    private var position = 0

    init(_ text: String) {
        var word = ""
        var characters = Array(text)[...]
        func flush(_ tokens: inout [String], _ word: inout String) {
            if !word.isEmpty { tokens.append(word) }
            word = ""
        }
        while let character = characters.popFirst() {
            switch character {
            case " ", "\t", "\n", "\r": flush(&tokens, &word)
            case "(", ")", ",", "<", ">":
                flush(&tokens, &word)
                tokens.append(String(character))
            case "!", "=":
                flush(&tokens, &word)
                if characters.first == "=" {
                    characters = characters.dropFirst()
                    tokens.append("\(character)=")
                } else {
                    tokens.append(String(character))
                }
            default: word.append(character)
            }
        }
        flush(&tokens, &word)
    }

    /// - Throws: 400 with the machinery's words.
    mutating func parse() throws(APIFailure) -> [LabelRequirement] {
        var requirements: [LabelRequirement] = []
        if tokens.isEmpty { return requirements }
        while true {
            if position < tokens.count, tokens[position] != "!", !Self.isIdentifier(tokens[position]) {
                throw unexpected(tokens[position], "!, identifier, or 'end of string'")
            }
            do throws(APIFailure) { requirements.append(try requirement()) } catch {
                throw .badRequest("unable to parse requirement: \(error.message)")
            }
            switch next() {
            case nil: return requirements
            case ",": if position == tokens.count { return requirements }
            case .some(let token): throw unexpected(token, "',' or 'end of string'")
            }
        }
    }

    private mutating func requirement() throws(APIFailure) -> LabelRequirement {
        let first = next()
        if first == "!" { return LabelRequirement(key: try identifier(next()), condition: .missing) }
        guard let key = first, Self.isIdentifier(key) else {
            throw unexpected(first ?? "", "!, identifier, or 'end of string'")
        }
        guard position < tokens.count, tokens[position] != "," else {
            return LabelRequirement(key: key, condition: .exists)
        }
        let operation = next() ?? ""
        switch operation {
        case "=", "==": return LabelRequirement(key: key, condition: .oneOf([try exactValue()]))
        case "!=": return LabelRequirement(key: key, condition: .noneOf([try exactValue()]))
        case "in": return LabelRequirement(key: key, condition: .oneOf(try values()))
        case "notin": return LabelRequirement(key: key, condition: .noneOf(try values()))
        case ">", "<":
            let bound = try identifier(next())
            guard let bound = Int(bound) else {
                throw .badRequest(
                    "values[0][\(key)]: Invalid value: \"\(bound)\": for 'Gt', 'Lt' operators, the value must be an integer"
                )
            }
            return LabelRequirement(key: key, condition: operation == ">" ? .greater(bound) : .less(bound))
        default: throw unexpected(operation, "in, notin, =, ==, !=, gt, lt")
        }
    }

    /// The one value of a requirement, which may be left out.
    private mutating func exactValue() throws(APIFailure) -> String {
        guard position < tokens.count, tokens[position] != "," else { return "" }
        return try identifier(next())
    }

    /// A value, which may be empty.
    private mutating func value() -> String {
        guard position < tokens.count, Self.isIdentifier(tokens[position]) else { return "" }
        return next() ?? ""
    }

    private mutating func values() throws(APIFailure) -> [String] {
        guard let open = next(), open == "(" else {
            throw unexpected(position <= tokens.count && position > 0 ? tokens[position - 1] : "", "'('")
        }
        var values: [String] = []
        while true {
            values.append(value())
            switch next() {
            case ",": continue
            case ")": return values
            case let token: throw unexpected(token ?? "", "',' or ')'")
            }
        }
    }

    private mutating func next() -> String? {
        guard position < tokens.count else { return nil }
        defer { position += 1 }
        return tokens[position]
    }

    private func identifier(_ token: String?) throws(APIFailure) -> String {
        guard let token, Self.isIdentifier(token) else { throw unexpected(token ?? "", "identifier") }
        return token
    }

    private static func isIdentifier(_ token: String) -> Bool {
        !["(", ")", ",", "<", ">", "!", "=", "==", "!="].contains(token)
    }

    private func unexpected(_ token: String, _ expected: String) -> APIFailure {
        .badRequest("found '\(token)', expected: \(expected)")
    }
}
