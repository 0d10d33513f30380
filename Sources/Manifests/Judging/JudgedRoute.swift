internal import Diagnostics
internal import Documents
package import GatewayAPI
internal import Values

/// What is remembered of a route when it has been judged.
struct JudgedRoute: Sendable {
    struct Place: Hashable, Comparable, Sendable {
        let input: Int
        let document: Int
        /// The item of the document, where it is a list.
        let item: Int?

        init(input: Int, _ manifest: Manifest) {
            self.input = input
            document = manifest.document.number
            item = manifest.item
        }

        static func < (left: Place, right: Place) -> Bool {
            (left.input, left.document, left.item ?? 0) < (right.input, right.document, right.item ?? 0)
        }
    }

    let place: Place
    let name: String
    /// Whether it is given as a TCPRoute object, which no reference can name.
    let isObject: Bool
    /// Whether it names no namespace itself.
    var takesDefaultNamespace = false
    /// The identity of a valid route.
    var key: RouteKey?
    /// What routing has to know of a valid route.
    var view: RouteView?
    /// The kubeconfig context that it names: listeners of two clusters have nothing to do with each other.
    var context: String?
    /// Warnings that a grant is needed: whether one is in the input is known when everything is read.
    var grantWarnings: [Diagnostic] = []
    /// Why it is left out, where what is invalid is.
    var leftOut: [Diagnostic] = []
    /// What is kept of it, when routes are.
    var kept: KeptRoute?
}

/// A manifest, and the route where it is valid; a class, so that it takes no room in a `JudgedRoute` that keeps none.
final class KeptRoute: Sendable {
    let manifest: Manifest
    let route: RouteManifest?

    init(_ manifest: Manifest, _ route: RouteManifest?) {
        self.manifest = manifest
        self.route = route
    }
}

extension RouteManifest {
    /// The route as routing reads it: it is planned, whether it exists already or not.
    package var view: RouteView { RouteView(ObjectKey(namespace, name), spec: spec, age: .planned) }

    /// The kubeconfig context that the manifest names.
    package var context: String? { ManifestSchema.context(of: manifest.value) }
}
