internal import Values

/// JSON patch (RFC 6902) on plain data.
enum JSONPatch {
    /// Why a patch cannot be applied: an unknown operation, a path that leads nowhere, a test that fails.
    struct Failure: Error {
        /// Whether the patch itself is malformed, in contrast to one that does not fit the object.
        let isMalformed: Bool
    }

    /// How many operations a patch may have.
    static let maximumOperations = 10_000

    /// What all copies of a patch may add together, in bytes of JSON; else each could double the object.
    private static let maximumCopiedSize = 3 << 20

    private static let unfit = Failure(isMalformed: false)
    private static let malformed = Failure(isMalformed: true)

    static func apply(_ patch: Value, to value: Value) throws(Failure) -> Value {
        guard let operations = patch.array, operations.count <= maximumOperations else { throw malformed }
        var result = value
        var copiedSize = 0
        for operation in operations { try apply(operation: operation, to: &result, &copiedSize) }
        return result
    }

    private static func apply(
        operation: Value, to value: inout Value, _ copiedSize: inout Int
    ) throws(Failure) {
        guard let name = operation["op"]?.string, let text = operation["path"]?.string else { throw malformed }
        let path = try pointer(text)
        switch name {
        case "add": try change(&value, path[...], .add(try newValue(operation)))
        case "replace": try change(&value, path[...], .replace(try newValue(operation)))
        case "remove": try change(&value, path[...], .remove)
        case "test":
            guard let found = find(path, in: value), found.isEquivalent(to: try newValue(operation)) else {
                throw unfit
            }
        case "move", "copy":
            guard let from = operation["from"]?.string else { throw malformed }
            let source = try pointer(from)
            guard let moved = find(source, in: value) else { throw unfit }
            if name == "move" {
                try change(&value, source[...], .remove)
            } else {
                copiedSize += JSONWriter.bytes(moved).count
                guard copiedSize <= maximumCopiedSize else { throw unfit }
            }
            try change(&value, path[...], .add(moved))
        default: throw unfit
        }
    }

    private static func newValue(_ operation: Value) throws(Failure) -> Value {
        guard let value = operation["value"] else { throw malformed }
        return value
    }

    private static func pointer(_ text: String) throws(Failure) -> [String] {
        if text.isEmpty { return [] }
        guard text.hasPrefix("/") else { throw malformed }
        return text.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map { step in
            var decoded = ""
            var isEscaped = false
            for character in step {
                if isEscaped {
                    decoded.append(character == "1" ? "/" : character == "0" ? "~" : character)
                    isEscaped = false
                } else if character == "~" {
                    isEscaped = true
                } else {
                    decoded.append(character)
                }
            }
            return decoded
        }
    }

    private static func find(_ path: [String], in value: Value) -> Value? {
        var value = value
        for step in path {
            let next: Value? = value.array == nil ? value[step] : Int(step).flatMap { value[$0] }
            guard let next else { return nil }
            value = next
        }
        return value
    }

    private enum Change {
        case add(Value)
        case replace(Value)
        case remove
    }

    private static func change(_ value: inout Value, _ path: ArraySlice<String>, _ change: Change) throws(Failure) {
        guard let step = path.first else {
            switch change {
            case .add(let new), .replace(let new): value = new
            case .remove: throw unfit
            }
            return
        }
        switch value {
        case .array(var array):
            value = .null
            try self.change(&array, step, path.dropFirst(), change)
            value = .array(array)
        case .object(var object):
            value = .null
            try self.change(&object, step, path.dropFirst(), change)
            value = .object(object)
        default: throw unfit
        }
    }

    private static func change(
        _ array: inout [Value], _ step: String, _ rest: ArraySlice<String>, _ change: Change
    ) throws(Failure) {
        if rest.isEmpty, case .add(let new) = change {
            let index = step == "-" ? array.count : Int(step) ?? -1
            guard (0...array.count).contains(index) else { throw unfit }
            array.insert(new, at: index)
            return
        }
        guard let index = Int(step), array.indices.contains(index) else { throw unfit }
        if rest.isEmpty, case .remove = change {
            array.remove(at: index)
        } else {
            try self.change(&array[index], rest, change)
        }
    }

    private static func change(
        _ object: inout Object, _ step: String, _ rest: ArraySlice<String>, _ change: Change
    ) throws(Failure) {
        if rest.isEmpty {
            switch change {
            case .add(let new): object[step] = new
            case .replace(let new):
                guard object[step] != nil else { throw unfit }
                object[step] = new
            case .remove:
                guard object.removeValue(forKey: step) != nil else { throw unfit }
            }
            return
        }
        guard var member = object[step] else { throw unfit }
        try self.change(&member, rest, change)
        object[step] = member
    }
}
