package import Diagnostics
internal import Documents
package import KubernetesClient
package import Manifests
internal import Values

/// What an API server refuses, shown at the manifest's lines.
package enum ServerDiagnostics {
    /// At least one diagnostic: where the server named no field, at the route's name.
    package static func all(for error: KubernetesError, _ route: RouteManifest) -> [Diagnostic] {
        let found = diagnostics(for: error, route)
        guard found.isEmpty else { return found }
        let path: FieldPath = error.code == .notFound ? "metadata.namespace" : "metadata.name"
        return [
            Diagnostic(
                .refused(error.code), "the API server refuses this: \(error.message)",
                at: place(of: path, in: route), help: error.help)
        ]
    }

    /// One diagnostic per cause that names a field; empty when the server named none.
    package static func diagnostics(for error: KubernetesError, _ route: RouteManifest) -> [Diagnostic] {
        (error.status?.causes ?? []).compactMap { cause in
            // Conflicts spell the path with a leading dot; `<nil>` names nothing.
            let text = cause.field.hasPrefix(".") ? String(cause.field.dropFirst()) : cause.field
            guard text.hasPrefix("spec") || text.hasPrefix("metadata"), let path = try? FieldPath(parsing: text) else {
                return nil
            }
            return Diagnostic(
                .refused(error.code), "the API server refuses this: \(cause.message)",
                at: place(of: path, in: route))
        }
    }

    /// - Parameter path: a field of the object that was sent.
    private static func place(of path: FieldPath, in route: RouteManifest) -> Diagnostic.Place {
        Diagnostic.Place(
            route.range(ofRendered: path), document: route.manifest.document.number,
            path: route.sourcePath(ofRendered: path), resource: route.key.description)
    }
}

extension DiagnosticCode {
    /// What an API server refuses of a field: the code of the failure after `server-`.
    static func refused(_ code: KubernetesError.Code) -> DiagnosticCode {
        DiagnosticCode(
            "server-\(code.rawValue)", .error, "An API server refuses a route",
            advice: "correct the field that the message names")
    }
}
