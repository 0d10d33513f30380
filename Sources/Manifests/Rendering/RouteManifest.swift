package import Diagnostics
package import GatewayAPI
package import Values

/// A valid KubernetesTcpRoute: every reference resolved, every default filled in.
package struct RouteManifest: Sendable {
    /// The `metadata.name` of the TCPRoute.
    package let name: String
    /// The namespace of the TCPRoute, references resolved.
    package let namespace: String
    /// The spec of the TCPRoute, defaults written out.
    package let spec: Value
    /// The manifest's labels that are carried over; openmcf's own are added in rendering.
    package let labels: Object
    /// The manifest's annotations that are carried over; the mark of the stack is added in rendering.
    package let annotations: Object
    /// What else an object's metadata has: finalizers and owners.
    var otherMetadata: Object = [:]
    /// Whether the namespace is not its own, but that of `-n` or of the context.
    package var takesDefaultNamespace = false
    /// The manifest that it was made from, for places in the text.
    package let manifest: Manifest
    /// The API that the route is applied through.
    package var destination = RouteDestination.standard

    /// The route's key in the state and on the cluster.
    package var key: RouteKey {
        RouteKey(
            group: destination.group, namespace: destination.isClusterScoped ? nil : namespace, name: name)
    }
}

extension RouteManifest {
    /// The manifest in the schema's spelling, with overrides applied and references resolved.
    package var effective: Value {
        var value = manifest.value
        if manifest.isRouteObject {
            value.withMember("metadata") { $0?.set("namespace", .string(namespace)) }
            return value
        }
        value.withMember("spec") { member in
            guard var spec = member else { return }
            spec.set("namespace", .string(namespace))
            for field in ["parentRefs", "rules"] {
                guard let written = spec[field], let resolved = self.spec[field] else { continue }
                spec.set(field, Self.replacingReferences(in: written, by: resolved))
            }
            member = spec
        }
        return value
    }

    /// The written value with each `{value: …}` and `{valueFrom: …}` replaced by the name it stands for.
    private static func replacingReferences(in written: Value, by resolved: Value) -> Value {
        switch (written, resolved) {
        case (.object, .string): resolved
        case (.object(let written), .object(let resolved)):
            .object(
                Object(written.map { ($0.key, replacingReferences(in: $0.value, by: resolved[$0.key] ?? $0.value)) }))
        case (.array(let written), .array(let resolved)):
            .array(zip(written, resolved).map(replacingReferences))
        default: written
        }
    }

    /// The TCPRoute as it is printed: what is in the manifest, defaults written out, labels added.
    ///
    /// - Parameter stack: the lineage of the state, which marks what is applied; nil for what is only shown.
    package func rendered(_ version: GatewayAPITarget.APIVersion, stack: String? = nil) -> Value {
        var metadata: Object = ["name": .string(name)]
        if !destination.isClusterScoped { metadata["namespace"] = .string(namespace) }
        var labels = self.labels
        for (key, value) in OwnMetadata.labels(for: name) { labels[key] = value }
        metadata["labels"] = .object(labels)
        var annotations = self.annotations
        if let stack {
            annotations[Ownership.stackAnnotation] = .string(stack)
            if destination.isClusterScoped { annotations[Ownership.namespaceAnnotation] = .string(namespace) }
        }
        if !annotations.isEmpty { metadata["annotations"] = .object(annotations) }
        for (key, value) in otherMetadata { metadata[key] = value }
        return [
            "apiVersion": .string("\(destination.group)/\(version)"), "kind": .string(TCPRouteSchema.kind),
            "metadata": .object(metadata), "spec": spec,
        ]
    }

    /// Where a field of the rendered object comes from in the manifest.
    package func sourcePath(ofRendered path: FieldPath) -> FieldPath {
        path == "metadata.namespace" ? manifest.namespacePath : path
    }

    /// The range of the manifest that a field of the rendered object comes from.
    package func range(ofRendered path: FieldPath) -> SourceRange {
        manifest.range(of: sourcePath(ofRendered: path))
    }
}
