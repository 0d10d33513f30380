internal import GatewayAPI

/// A TCPRoute of Gateway API: a name, and the calls that were made on it.
///
/// ```swift
/// TCPRoute("postgres")
///     .metadata.withNamespace("app")
///     .spec.withParentRefs(ParentReference().withName("gateway").withSectionName("tcp"))
///     .spec.withRules(TCPRoute.Rule().withBackendRefs(BackendReference().withName("postgres").withPort(5432)))
/// ```
///
/// Each function gives a new route and leaves the old one as it was. What is wrong with one, ``problems(in:)`` says.
public struct TCPRoute: Fragment, Sendable, CustomStringConvertible {
    var calls: [Call]

    /// A route of version `v1alpha2` that has a name and nothing else.
    public init(_ name: String) {
        calls = [
            Call(["apiVersion"], .set("\(TCPRouteSchema.group)/v1alpha2".fieldValue)),
            Call(["kind"], .set(TCPRouteSchema.kind.fieldValue)),
            Call(["metadata", "name"], .set(name.fieldValue)),
        ]
    }

    /// The functions of `metadata`.
    public var metadata: Metadata<TCPRoute> { Metadata(adding: adding) }
    /// The functions of `spec`.
    public var spec: Spec<TCPRoute> { Spec(adding: adding) }

    /// The object as a JSON document, keys in order.
    public var description: String { json }
}

extension TCPRoute {
    /// A part of a route that several share: calls to make on each of them.
    ///
    /// ```swift
    /// let team = TCPRoute.metadata.withLabelsMixin(["team": "db"])
    /// let routes = [TCPRoute("postgres") + team, TCPRoute("mysql") + team]
    /// ```
    public struct Mixin: Fragment, Sendable, CustomStringConvertible {
        var calls: [Call] = []

        /// A part without any call.
        public init() {}

        /// The functions of `metadata`.
        public var metadata: Metadata<Mixin> { Metadata(adding: adding) }
        /// The functions of `spec`.
        public var spec: Spec<Mixin> { Spec(adding: adding) }

        /// What the calls make by themselves, as a JSON document.
        public var description: String { json }
    }

    /// The functions of `metadata`, for a part.
    public static var metadata: Metadata<Mixin> { Mixin().metadata }
    /// The functions of `spec`, for a part.
    public static var spec: Spec<Mixin> { Mixin().spec }

    /// The route with the calls of the part made on it.
    public static func + (route: TCPRoute, part: Mixin) -> TCPRoute { route.adding(part.calls) }

    /// The calls of the part, and then those of the route: what both set is as the route has it.
    public static func + (part: Mixin, route: TCPRoute) -> TCPRoute {
        var whole = route
        whole.calls = part.calls + route.calls
        return whole
    }

    /// The left route with the calls of the right one, its name among them.
    public static func + (left: TCPRoute, right: TCPRoute) -> TCPRoute { left.adding(right.calls) }
}

extension TCPRoute.Mixin {
    /// The calls of both, those of the right part last.
    public static func + (left: TCPRoute.Mixin, right: TCPRoute.Mixin) -> TCPRoute.Mixin { left.adding(right.calls) }
}

extension TCPRoute {
    /// The functions that fill in `metadata`; each gives the whole with one call more.
    public struct Metadata<Whole>: FieldFunctions {
        static var path: [String] { ["metadata"] }
        let call: (Call) -> Whole

        init(adding call: @escaping (Call) -> Whole) { self.call = call }

        func adding(_ call: Call) -> Whole { self.call(call) }
    }

    /// The functions that fill in `spec`; each gives the whole with one call more.
    public struct Spec<Whole>: FieldFunctions {
        static var path: [String] { ["spec"] }
        let call: (Call) -> Whole

        init(adding call: @escaping (Call) -> Whole) { self.call = call }

        func adding(_ call: Call) -> Whole { self.call(call) }
    }
}
