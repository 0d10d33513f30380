internal import Values

/// What ConfigMaps and Secrets have in common: values by their keys, which an object may declare to be final.
enum NamedData {
    /// The most bytes that all values of an object may have together.
    static let maximumSize = 1 << 20

    static func count(_ object: Value, _ field: String) -> Int { object[field]?.object?.count ?? 0 }

    /// A mapping without members is stored as none.
    static func dropEmpty(_ object: inout Value, _ fields: [String]) {
        for field in fields where object[field]?.object?.isEmpty == true { object.set(field, nil) }
    }

    /// The bytes of values in base64.
    static func size(ofBytes values: Object) -> Int {
        values.reduce(0) { size, member in
            let digits = member.value.string?.utf8.filter { $0 != UInt8(ascii: "=") }.count ?? 0
            return size + digits * 3 / 4
        }
    }

    /// What an update changes of an object that declares its data final.
    static func changes(_ object: Value, _ old: Value, _ fields: [String]) -> [APIFailure.Cause] {
        guard old["immutable"] == true else { return [] }
        let final = "field is immutable when `immutable` is set"
        var causes: [APIFailure.Cause] = []
        if object["immutable"] != true { causes.append(.forbidden("immutable", final)) }
        for field in fields where !(object[field] ?? [:]).isEquivalent(to: old[field] ?? [:]) {
            causes.append(.forbidden(field, final))
        }
        return causes
    }

    /// What is wrong with a key.
    static func keyCauses(_ field: String, _ key: String) -> [APIFailure.Cause] {
        func invalid(_ problem: String) -> APIFailure.Cause { .invalid("\(field)[\(key)]", .string(key), problem) }
        var causes: [APIFailure.Cause] = []
        if key.utf8.count > 253 { causes.append(invalid("must be no more than 253 characters")) }
        if key.isEmpty || !key.utf8.allSatisfy(isKeyByte) {
            causes.append(
                invalid(
                    "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')"
                ))
        }
        if key == "." || key == ".." {
            causes.append(invalid("must not be '\(key)'"))
        } else if key.hasPrefix("..") {
            causes.append(invalid("must not start with '..'"))
        }
        return causes
    }

    private static func isKeyByte(_ byte: UInt8) -> Bool {
        byte.isASCIILetterOrDigit || "-._".utf8.contains(byte)
    }

    /// Why a mapping of bytes cannot be decoded.
    static func encodingProblem(_ object: Value, _ field: String) -> String? {
        for (_, value) in object[field]?.object ?? [:] {
            guard let text = value.string, Base64.decode(text) == nil else { continue }
            let position = Array(text.utf8).firstIndex { !isKeyByte($0) && !"+/\r\n".utf8.contains($0) || $0 == 0x2E }
            return "illegal base64 data at input byte \(position ?? text.utf8.count / 4 * 4)"
        }
        return nil
    }
}
