package import Diagnostics
internal import Documents
internal import GatewayAPI
internal import Schemas
internal import Values

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

/// How objects are converted.
package struct ConversionOptions: Sendable {
    /// The Gateway whose listeners, each named after its route, routes get that have none yet.
    package var gateway: GatewayName?
    /// The version of TCPRoute that the routes go to, where that allows less.
    package var migration: RouteMigration?
    /// Whether what is refused is left out, with warnings.
    package var skipsRefused = false

    package init() {}
}

/// A Gateway, as routes name it.
package struct GatewayName: Sendable, Equatable {
    /// The namespace; nil for that of the route.
    package let namespace: String?
    /// The name of the Gateway.
    package let name: String

    /// Reads `gateway` or `namespace/gateway`; nil for what can be neither.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard (1...2).contains(parts.count), let name = parts.last,
            ObjectMetadata.name.violations(in: .string(name)).isEmpty
        else { return nil }
        namespace = parts.count == 2 ? parts[0] : nil
        self.name = name
        guard namespace.map({ ObjectMetadata.namespace.violations(in: .string($0)).isEmpty }) ?? true else {
            return nil
        }
    }

    /// The reference to a listener of it.
    func reference(to listener: String) -> Value {
        var reference: Object = ["name": .string(name), "sectionName": .string(listener)]
        if let namespace { reference["namespace"] = .string(namespace) }
        return .object(reference)
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

extension Manifest {
    /// The labels of an object that openmcf will set to something else.
    var changedLabels: [Diagnostic] {
        let own = Object(OwnMetadata.labels(for: name))
        return (value["metadata"]?["labels"]?.object ?? [:]).compactMap { key, value -> Diagnostic? in
            guard let ours = own[key], ours != value else { return nil }
            let path = FieldPath([.key("metadata"), .key("labels"), .key(key)])
            return Diagnostic(
                .changedInConversion,
                "the label \(key) will be '\(ours.string ?? "")' and not '\(value.string ?? "")': openmcf sets it",
                at: .key(of: path, in: self, resource: name),
                help: "keep the value in a label of another name, where something selects by it")
        }
    }

    /// The annotations that steer openmcf or its relatives and are not carried over; its own marks are missed by nobody.
    var lostAnnotations: [Diagnostic] {
        let marks = [Ownership.stackAnnotation, Ownership.namespaceAnnotation]
        return (value["metadata"]?["annotations"]?.object ?? [:]).compactMap { key, _ -> Diagnostic? in
            guard OwnMetadata.isReserved(key), !marks.contains(key) else { return nil }
            let path = FieldPath([.key("metadata"), .key("annotations"), .key(key)])
            return Diagnostic(
                .lostInConversion,
                "the annotation '\(key)' is left out: openmcf carries none of this domain over to TCPRoutes",
                at: .key(of: path, in: self, resource: name), help: "keep it under another name, where it is needed")
        }
    }
}
