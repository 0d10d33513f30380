package import Diagnostics
internal import Documents
package import KubernetesClient
package import Manifests
internal import Values

/// What an API server refuses, shown at the manifest's lines.
package enum ServerDiagnostics {
    /// One diagnostic per cause that names a field; empty when the server named none.
    package static func diagnostics(for error: KubernetesError, _ route: RouteManifest) -> [Diagnostic] {
        (error.status?.causes ?? []).compactMap { cause in
            // Conflicts spell the path with a leading dot; `<nil>` names nothing.
            let text = cause.field.hasPrefix(".") ? String(cause.field.dropFirst()) : cause.field
            guard text.hasPrefix("spec") || text.hasPrefix("metadata"), let path = try? FieldPath(parsing: text) else {
                return nil
            }
            return Diagnostic(
                .error, DiagnosticCode("server-\(error.code.rawValue)"),
                "the API server refuses this: \(cause.message)",
                path: route.sourcePath(ofRendered: path).description, document: route.manifest.document.number,
                range: route.range(ofRendered: path), resource: route.key.description)
        }
    }
}
