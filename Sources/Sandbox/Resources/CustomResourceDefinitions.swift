internal import Schemas
internal import Values

extension Resource {
    /// The definitions of the custom resources that are served: they are there to be read.
    static let customResourceDefinition: Resource = {
        var behaviour = Behaviour()
        behaviour.isBuiltIn = true
        behaviour.listsSelectableFields = true
        behaviour.isReadOnly = true
        behaviour.storageVersionHash = "jfWCUB31mvA="
        behaviour.columns = [
            Column("Created At", type: "date", Column.typedAge.description) { object, _ in
                object["metadata"]?["creationTimestamp"] ?? ""
            }
        ]
        var resource = Resource(
            group: "apiextensions.k8s.io", version: "v1", kind: "CustomResourceDefinition",
            plural: "customresourcedefinitions", singular: "customresourcedefinition", isNamespaced: false,
            schema: .typedObject(
                "A kind of objects.", [("spec", .any("The kind.")), ("status", .any("Whether it is served."))]),
            behaviour: behaviour)
        resource.shortNames = ["crd", "crds"]
        resource.categories = ["api-extensions"]
        return resource
    }()
}

/// Definitions of what is served, as objects.
struct CustomResourceDefinitions {
    let served: ServedAPI
    /// Since when they are there.
    let created: String

    var objects: [Value] {
        var collections: [ObjectCollection] = []
        for resource in served.resources where !resource.behaviour.isBuiltIn {
            if !collections.contains(resource.collection) { collections.append(resource.collection) }
        }
        return collections.map { collection in
            let versions =
                served.resources.filter { $0.collection == collection }
                + served.unserved.filter { $0.collection == collection }
            return definition(collection, versions)
        }
    }

    private func definition(_ collection: ObjectCollection, _ versions: [Resource]) -> Value {
        var metadata: Object = ["name": .string(collection.name)]
        metadata["uid"] = .string(Self.uid(collection.name))
        metadata["resourceVersion"] = "1"
        metadata["generation"] = 1
        metadata["creationTimestamp"] = .string(created)
        let bundle = versions.first?.bundle
        if let bundle { metadata["annotations"] = .object(Object(bundle.annotations.map { ($0, .string($1)) })) }
        let names = versions.first.map(names) ?? [:]
        let stored = versions.contains { $0.version == $0.storedVersion } ? nil : versions.first?.version
        let spec: Value = [
            "group": .string(collection.group), "names": names,
            "scope": versions.first?.isNamespaced == true ? "Namespaced" : "Cluster",
            "versions": .array(versions.map { version($0, isStored: $0.version == stored ?? $0.storedVersion) }),
            "conversion": ["strategy": "None"],
        ]
        let storedVersion = stored ?? versions.first?.storedVersion ?? ""
        let status: Value = [
            "conditions": .array(conditions(approval: bundle?.approval)), "acceptedNames": names,
            "storedVersions": [.string(storedVersion)],
        ]
        return [
            "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
            "metadata": .object(metadata), "spec": spec, "status": status,
        ]
    }

    private func names(_ resource: Resource) -> Value {
        var names: Object = ["plural": .string(resource.plural), "singular": .string(resource.singular)]
        if !resource.shortNames.isEmpty { names["shortNames"] = .array(resource.shortNames.map(Value.string)) }
        names["kind"] = .string(resource.kind)
        names["listKind"] = .string(resource.kind + "List")
        if !resource.categories.isEmpty { names["categories"] = .array(resource.categories.map(Value.string)) }
        return .object(names)
    }

    private func version(_ resource: Resource, isStored: Bool) -> Value {
        let isServed = served.resources.contains {
            $0.collection == resource.collection && $0.version == resource.version
        }
        var version: Object = [
            "name": .string(resource.version), "served": .bool(isServed), "storage": .bool(isStored),
        ]
        if let deprecation = resource.deprecation {
            version["deprecated"] = true
            version["deprecationWarning"] = .string(deprecation)
        }
        version["schema"] = ["openAPIV3Schema": resource.schema.openAPI()]
        if resource.behaviour.hasStatus { version["subresources"] = ["status": [:]] }
        let columns = resource.behaviour.columns.compactMap(\.definition)
        if !columns.isEmpty { version["additionalPrinterColumns"] = .array(columns) }
        return .object(version)
    }

    private func conditions(approval: String?) -> [Value] {
        func condition(_ type: String, _ reason: String, _ message: String) -> Value {
            [
                "type": .string(type), "status": "True", "lastTransitionTime": .string(created),
                "reason": .string(reason), "message": .string(message),
            ]
        }
        let approved = approval.map {
            condition("KubernetesAPIApprovalPolicyConformant", "ApprovedAnnotation", "approved in \($0)")
        }
        return [approved].compactMap { $0 } + [
            condition("NamesAccepted", "NoConflicts", "no conflicts found"),
            condition("Established", "InitialNamesAccepted", "the initial names have been accepted"),
        ]
    }

    /// An identity that is the same at each start.
    private static func uid(_ name: String) -> String {
        let padded = String(StableHash.of(name.utf8), radix: 16).zeroPadded(to: 16)
        return
            "00000000-\(padded.prefix(4))-4\(padded.dropFirst(4).prefix(3))-8\(padded.dropFirst(7).prefix(3))-0000\(padded.suffix(6))00"
    }
}
