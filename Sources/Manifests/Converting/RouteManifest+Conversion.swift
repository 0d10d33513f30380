internal import Diagnostics
internal import Documents
internal import Values

extension RouteManifest {
    /// What the route becomes: rendering that gives the TCPRoute that rendering the route gives.
    ///
    /// A manifest stays one: it is spelled anew, and its references stay references.
    package var conversion: Conversion {
        var conversion = Conversion()
        conversion.manifests = [converted]
        if manifest.isRouteObject { conversion.findings = refusals + manifest.changedLabels + manifest.lostAnnotations }
        return conversion
    }

    private var converted: ConvertedManifest {
        guard manifest.isRouteObject else {
            return ConvertedManifest(name: name, namespace: namespace, ofManifest, manifest.comments)
        }
        let value = ConvertedManifest.value(
            named: name, in: namespace, ofObject: manifest.value["metadata"],
            spec: manifest.value["spec"]?.object ?? [:])
        return ConvertedManifest(name: name, namespace: namespace, value, manifest.comments) { path in
            path == "metadata.namespace" ? "spec.namespace" : path
        }
    }

    /// What an object has and a manifest cannot.
    private var refusals: [Diagnostic] {
        ["finalizers", "ownerReferences"].filter { !(manifest.value["metadata"]?[$0]?.array ?? []).isEmpty }.map {
            let path = FieldPath([.key("metadata"), .key($0)])
            return Diagnostic(
                .noPlaceInManifest, "a KubernetesTcpRoute has no place for \(path)",
                at: .key(of: path, in: manifest, resource: name),
                help: "take it out, or go on managing this route as an object: openmcf applies TCPRoutes as well")
        }
    }

    private var ofManifest: Value {
        var value = manifest.value
        value.set("apiVersion", .string(ManifestSchema.apiVersion))
        value.withMember("status") { $0 = nil }
        value.withMember("spec") { spec in spec = spec.map(Self.withPlainNames) }
        return value
    }

    /// Names that are written as `{value: name}`, as names, and references in the spelling of the documentation.
    private static func withPlainNames(_ value: Value) -> Value {
        switch value {
        case .object(let object):
            if object.count == 1, let name = object["value"], name.string != nil { return name }
            return .object(Object(object.map { (referenceFields[$0.key] ?? $0.key, withPlainNames($0.value)) }))
        case .array(let array): return .array(array.map(withPlainNames))
        default: return value
        }
    }

    /// The fields of references, which the schema does not have, as it spells others; no other field is named so.
    private static let referenceFields = ["value_from": "valueFrom", "field_path": "fieldPath"]
}
