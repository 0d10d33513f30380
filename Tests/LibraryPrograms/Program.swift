import TCPRoutes
import Values

/// A part of a program: the calls of one, joined by `+`.
enum Part {
    case route(TCPRoute)
    case mixin(TCPRoute.Mixin)

    /// Runs the calls of a program.
    init(program: Value?) throws {
        var whole = Part.mixin(TCPRoute.Mixin())
        for (name, argument) in try Argument.calls(program) {
            whole = try whole + Part(call: name, argument)
        }
        self = whole
    }

    private init(call name: String, _ argument: Value) throws {
        switch name {
        case "$group": try self.init(program: argument)
        case "new": self = .route(TCPRoute(try Argument(value: argument).text()))
        default: self = .mixin(try Self.function(name)(TCPRoute.Mixin(), Argument(value: argument)))
        }
    }

    private static func function(
        _ path: String
    ) throws -> @Sendable (TCPRoute.Mixin, Argument) throws -> TCPRoute.Mixin {
        let names = path.split(separator: ".").map(String.init)
        let function: (@Sendable (TCPRoute.Mixin, Argument) throws -> TCPRoute.Mixin)? =
            switch (names.count, names.first) {
            case (2, "metadata"): TCPRoute.Mixin.metadataFunctions[names[1]]
            case (2, "spec"): TCPRoute.Mixin.specFunctions[names[1]]
            default: nil
            }
        guard let function else { throw Unsupported(reason: path) }
        return function
    }

    static func + (left: Part, right: Part) -> Part {
        switch (left, right) {
        case (.route(let left), .route(let right)): .route(left + right)
        case (.route(let left), .mixin(let right)): .route(left + right)
        case (.mixin(let left), .route(let right)): .route(left + right)
        case (.mixin(let left), .mixin(let right)): .mixin(left + right)
        }
    }

    /// The object as JSON.
    var text: String {
        switch self {
        case .route(let route): route.description
        case .mixin(let mixin): mixin.description
        }
    }
}
