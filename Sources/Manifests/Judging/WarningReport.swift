internal import Diagnostics
internal import Documents
internal import GatewayAPI
internal import Values

/// The warnings about one route, as they are found.
struct WarningReport {
    let route: RouteManifest
    private(set) var diagnostics: [Diagnostic] = []
    /// Grants that are printed already: one of them is enough for all backends that it allows.
    var grants: Set<RequiredGrant> = []

    init(_ route: RouteManifest) { self.route = route }

    /// Adds a warning.
    ///
    /// - Parameter first: the earlier place that clashes with this one.
    mutating func warn(
        _ code: DiagnosticCode, _ message: String, _ path: FieldPath, help: String, first: FieldPath? = nil
    ) {
        let place = route.manifest.place(of: path)
        var related: [Diagnostic.Related] = []
        if let first { related.append(.init("the first one is here", at: route.manifest.range(of: first))) }
        if let use = place.use { related.append(.init("it is used here", at: use)) }
        diagnostics.append(
            Diagnostic(
                code, message,
                at: Diagnostic.Place(
                    place.range, document: route.manifest.document.number, path: path,
                    resource: route.key.description),
                help: help, related: related))
    }

    /// What to do about a name that another manifest gave; nil for one that stands in the manifest itself.
    func help(_ path: FieldPath) -> String? {
        guard let written = route.manifest.value[path]?.object, written["value"]?.isNull ?? true else { return nil }
        return "the name comes from the reference: correct it where that leads to"
    }

    static func parent(_ index: Int, _ field: String) -> FieldPath {
        FieldPath([.key("spec"), .key("parentRefs"), .index(index), .key(field)])
    }

    static func rule(_ index: Int) -> FieldPath { FieldPath([.key("spec"), .key("rules"), .index(index)]) }

    static func backend(_ rule: Int, _ index: Int, _ field: String) -> FieldPath {
        FieldPath(Self.rule(rule).elements + [.key("backendRefs"), .index(index), .key(field)])
    }
}
