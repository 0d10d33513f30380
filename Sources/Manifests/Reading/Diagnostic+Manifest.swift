internal import Diagnostics
internal import Documents
internal import Values

extension Diagnostic.Place {
    /// The value of a manifest's field, or what is nearest to it where it is missing.
    static func value(of path: FieldPath, in manifest: Manifest, resource: String?) -> Diagnostic.Place {
        Diagnostic.Place(
            manifest.range(of: path), document: manifest.document.number, path: path, resource: resource)
    }

    /// The name of a manifest's field.
    static func key(of path: FieldPath, in manifest: Manifest, resource: String?) -> Diagnostic.Place {
        Diagnostic.Place(
            manifest.keyRange(of: path), document: manifest.document.number, path: path, resource: resource)
    }
}
