package import Diagnostics
internal import GatewayAPI

/// What became of one object on its way to manifests.
package struct Conversion: Sendable {
    /// The manifests; of what is refused none is printed.
    package var manifests: [ConvertedManifest] = []
    /// What cannot be kept, as errors, and what is lost or becomes something else, as warnings.
    package var findings: [Diagnostic] = []

    package init() {}

    /// Whether there is something that no manifest can hold.
    package var isRefused: Bool { findings.containsErrors }

    /// Nothing but what was found, as warnings: for those who would rather have the other objects than none.
    var skipped: Conversion {
        var skipped = self
        skipped.manifests = []
        skipped.findings = findings.map { $0.severity == .error ? $0.leftOut : $0 }
        return skipped
    }
}

extension Diagnostic {
    /// An error as the reason why an object is left out.
    var leftOut: Diagnostic {
        var reason = self
        reason.severity = .warning
        reason.message = "left out: " + message
        return reason
    }
}

extension ManifestSet {
    /// What becomes of the routes, and then of the Routes of OpenShift, each in the order of the input.
    package func conversions(_ options: ConversionOptions) -> [Conversion] {
        var taken = Set(routes.map { ObjectKey($0.namespace, $0.name) })
        let all = taken.union(openShiftRoutes.map { ObjectKey($0.namespace, $0.name) })
        let migrated = routes.map { route in
            var conversion = route.conversion
            options.migration?.migrate(&conversion, of: route, gateway: options.gateway, taken: all)
            return conversion
        }
        var conversions =
            migrated
            + openShiftRoutes.map { route in
                // A Route and a TCPRoute may have one name, being of different kinds; two manifests may not.
                taken.insert(ObjectKey(route.namespace, route.name)).inserted
                    ? route.conversion(context, options) : route.refusalOfTakenName
            }
        if options.skipsRefused { conversions = conversions.map { $0.isRefused ? $0.skipped : $0 } }
        conversions.placeSharedComments(of: routes.map(\.manifest) + openShiftRoutes.map(\.manifest))
        return conversions
    }
}
