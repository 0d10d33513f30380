internal import Diagnostics
package import GatewayAPI
package import Schemas
package import Values

/// The schema of a KubernetesTcpRoute manifest: the OpenMCF envelope around the spec of a TCPRoute.
package enum ManifestSchema {
    /// The API group of manifests.
    static let group = "kubernetes.openmcf.org"
    /// The only `apiVersion` of manifests.
    package static let apiVersion = "\(group)/v1"
    /// What Planton, where OpenMCF went, writes instead; it is read as `apiVersion`.
    static let plantonAPIVersion = "kubernetes.planton.dev/v1"
    /// The domains whose groups manifests are of.
    static let domains = ["openmcf.org", "planton.dev"]
    /// The kind of the manifests that are routes.
    package static let kind = "KubernetesTcpRoute"
    /// The label that names the context of the kubeconfig.
    package static let contextLabel = "\(group)/context"

    /// The context that the label of an object names; nil where none does.
    package static func context(of object: Value) -> String? {
        object["metadata"]?["labels"]?[contextLabel]?.string
    }

    /// The whole manifest, with the spec as the target's API server takes it.
    package static func manifest(_ target: GatewayAPITarget) -> Schema {
        var manifest = Schema.object(
            "A TCP route on Kubernetes, declared for openmcf.", required: ["apiVersion", "kind", "metadata", "spec"],
            [
                ("apiVersion", .string("Always \(apiVersion).", oneOf: [apiVersion])),
                ("kind", .string("Always \(kind).", oneOf: [kind])),
                ("metadata", metadata),
                ("spec", spec(target)),
                ("status", .any("Ignored: it may stand in a manifest that was exported.")),
            ])
        manifest.rules = [.namespaceIsSet, .namespacesAgree]
        return manifest
    }

    /// The manifest as JSON Schema for editors.
    package static func jsonSchema(id: String, title: String) -> Value {
        var schema = manifest(.standard)
        schema.change("apiVersion") { $0.enumeration.append(plantonAPIVersion) }
        return schema.jsonSchema(id: id, title: title, spellings: Spelling.all, alternatives: ManifestSchema.form)
    }

    /// The manifest's spec: where the route goes, and the TCPRoute's own fields.
    package static func spec(_ target: GatewayAPITarget) -> Schema {
        var schema = TCPRouteSchema.spec(target)
        schema.summary = "What the route forwards and where it lives."
        let own = [
            Schema.Property(name: "targetCluster", schema: targetCluster),
            Schema.Property(name: "namespace", schema: namespace),
        ]
        schema.properties = own + schema.properties
        return schema
    }

    fileprivate static let namespace = Schema.string(
        "Namespace of the route: a name, {value: name}, or {valueFrom: …} to take it from another manifest. Needed unless metadata.namespace has it.",
        pattern: .label, length: 1...63)

    private static let targetCluster = Schema.object(
        "Cluster that other tools deploy to; checked, not used by openmcf.", required: ["clusterKind"],
        [
            (
                "clusterKind",
                .string(
                    "Kind of the cluster's own manifest.",
                    oneOf: [
                        "AzureAksCluster", "AwsEksCluster", "GcpGkeCluster", "DigitalOceanKubernetesCluster",
                        "CivoKubernetesCluster",
                    ])
            ),
            ("clusterName", .string("Name of the cluster's manifest.")),
        ])

    private static let metadata = Schema.object(
        "Name and labels of the route, and where it belongs. openmcf uses name, namespace, env, labels and annotations; the rest is for other tools.",
        required: ["name"],
        [
            ("name", ObjectMetadata.name),
            (
                "namespace",
                .string(
                    "Namespace of the route where spec.namespace is left out, or the same; kustomize sets it.",
                    pattern: .label, length: 1...63)
            ),
            ("slug", .string("Short form of the name, for addresses.")),
            ("id", .string("Identity given by a platform.")),
            ("org", .string("Organization that owns the route.")),
            ("env", .string("Environment, such as dev or prod. References tell manifests of one name apart by it.")),
            (
                "labels",
                .map(
                    "Labels; carried over to the TCPRoute, except those under openmcf.org and its subdomains, which steer tools. \(contextLabel) names the context of the kubeconfig to use.",
                    of: .string("Value of the label."))
            ),
            (
                "annotations",
                .map(
                    "Annotations; carried over to the TCPRoute, except those under openmcf.org and its subdomains.",
                    of: .string("Value of the annotation."))
            ),
            ("tags", .list("Free words to find the route by.", of: .string("Word."))),
            (
                "relationships",
                .list(
                    "Other manifests that this one has to do with.",
                    of: .object(
                        "A relation to another manifest.",
                        [
                            ("kind", .string("Kind of the other manifest.")),
                            ("env", .string("Environment of the other manifest.")),
                            ("name", .string("Name of the other manifest.")),
                            (
                                "type",
                                .string(
                                    "Nature of the relation.", oneOf: ["depends_on", "runs_on", "managed_by", "uses"])
                            ),
                        ]))
            ),
            ("group", .string("Group that the route is listed under.")),
        ])
}

extension CrossFieldRule {
    /// Where the route lives is said in one of two places.
    fileprivate static let namespaceIsSet = CrossFieldRule(
        .requiredField, message: "spec.namespace or metadata.namespace must be set",
        condition: [
            "anyOf": [
                ["properties": ["spec": ["required": ["namespace"]]]],
                ["properties": ["metadata": ["required": ["namespace"]]]],
            ]
        ]
    ) { manifest in
        guard case .object(let spec) = manifest["spec"],
            [spec["namespace"], manifest["metadata"]?["namespace"]].allSatisfy({ $0?.isNull ?? true })
        else { return [] }
        return [
            Finding(
                "spec.namespace", "namespace is missing from spec",
                help: "namespace: \(ManifestSchema.namespace.summary)", missing: "spec.namespace")
        ]
    }

    /// In both places it is the same: kustomize and the manifest may name different ones.
    fileprivate static let namespacesAgree = CrossFieldRule(
        .namespaceMismatch,
        message: "metadata.namespace must be spec.namespace where both are set"
    ) { manifest in
        guard let inMetadata = manifest["metadata"]?["namespace"]?.string,
            let inSpec = manifest["spec"]?["namespace"]?.string, inMetadata != inSpec, !inMetadata.isEmpty,
            !inSpec.isEmpty
        else { return [] }
        return [
            Finding(
                "metadata.namespace",
                "metadata.namespace is \(QuotedText(inMetadata)), but spec.namespace is \(QuotedText(inSpec))",
                related: "spec.namespace", relatedText: "spec.namespace is \(QuotedText(inSpec)) here",
                help: "keep one of the two; 'namespace:' of a kustomization sets metadata.namespace")
        ]
    }
}
