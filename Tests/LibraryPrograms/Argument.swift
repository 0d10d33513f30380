import TCPRoutes
import Values

/// Something that a typed program cannot say.
struct Unsupported: Error {
    let reason: String
}

/// An element of a list, built by functions whose names stand in a program.
protocol BuiltElement {
    init()
    static var functions: [String: @Sendable (Self, Argument) throws -> Self] { get }
}

extension ParentReference: BuiltElement {}
extension BackendReference: BuiltElement {}
extension OwnerReference: BuiltElement {}
extension TCPRoute.Rule: BuiltElement {}

/// The argument of a call, as it is written in a program.
struct Argument {
    let value: Value
    /// Whether it is a field of a plain object, where only a list is a list.
    var isField = false

    func text() throws -> String { try required(value.string, "a text") }

    func boolean() throws -> Bool { try required(value.bool, "true or false") }

    /// An integer that jsonnet holds, whose numbers are doubles.
    func integer() throws -> Int {
        if case .double(let double) = value { return try required(Int(exactly: double), "an integer") }
        return try required(value.int.flatMap { Double(exactly: $0) }.flatMap { Int(exactly: $0) }, "an integer")
    }

    func map() throws -> [String: String] {
        var map: [String: String] = [:]
        for (key, value) in try required(value.object, "a map") {
            // Swift takes two normal forms of a text for one key.
            try required(map[key] == nil ? key : nil, "a map of distinct keys")
            map[key] = try Argument(value: value).text()
        }
        return map
    }

    func texts() throws -> [String] {
        try list().map { try $0.text() }
    }

    func elements<Element: BuiltElement>(_ type: Element.Type) throws -> [Element] {
        try list().map { try $0.element(type) }
    }

    /// An element: `{"$build": …, "calls": …}`, or the plain object, whose fields are set one by one.
    func element<Element: BuiltElement>(_ type: Element.Type) throws -> Element {
        var element = Element()
        let object = try required(value.object, "an object")
        let isBuilt = object["$build"] != nil
        let calls =
            try isBuilt
            ? Argument.calls(object["calls"])
            : object.map { ("with" + $0.key.prefix(1).uppercased() + $0.key.dropFirst(), $0.value) }
        for (name, argument) in calls {
            guard let function = Element.functions[name] else { throw Unsupported(reason: "\(Element.self).\(name)") }
            element = try function(element, Argument(value: argument, isField: !isBuilt))
        }
        return element
    }

    /// The calls of a program: pairs of a name and an argument.
    static func calls(_ value: Value?) throws -> [(String, Value)] {
        guard let calls = value?.array else { throw Unsupported(reason: "a program is a list of calls") }
        return try calls.map { call in
            guard let name = call[0]?.string, let argument = call[1] else {
                throw Unsupported(reason: "a call is a name and an argument")
            }
            return (name, argument)
        }
    }

    /// What is no list stands for a list of it alone, as jsonnet has it and `T...` in Swift.
    private func list() throws -> [Argument] {
        try required(value.array ?? (isField ? nil : [value]), "a list").map { Argument(value: $0) }
    }

    @discardableResult
    private func required<Result>(_ result: Result?, _ expected: String) throws -> Result {
        guard let result else { throw Unsupported(reason: "\(expected) is expected, not \(value.typeNameWithArticle)") }
        return result
    }
}
