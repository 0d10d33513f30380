package import Schemas

/// The schema of ReferenceGrant (v1.6): v1 and v1beta1 are the same.
package enum ReferenceGrantSchema {
    /// The `kind` of the objects, in the group of ``TCPRouteSchema``.
    package static let kind = "ReferenceGrant"
    /// The resource, as paths of the API name it.
    package static let plural = "referencegrants"
    /// The versions that clusters serve, the newest first; every release of Gateway API so far serves v1beta1.
    package static let versions = ["v1", "v1beta1"]

    /// The whole object: apiVersion, kind, metadata, spec; there is no status.
    package static let object = Schema.object(
        "Lets objects of other namespaces refer to some of this one.", required: ["spec"],
        [
            ("apiVersion", .string("Version of the object's schema.")),
            ("kind", .string("Kind of the object.")),
            ("metadata", ObjectMetadata.schema),
            ("spec", spec),
        ])

    /// Who may refer to what: each of `from` to each of `to`.
    package static let spec = Schema.object(
        "Who may refer to what.", required: ["from", "to"],
        [
            (
                "from",
                .list(
                    "Objects that may refer.",
                    of: .object(
                        "A kind in a namespace.", required: ["group", "kind", "namespace"],
                        [
                            ("group", References.group("API group of the referring kind.")),
                            ("kind", References.kind("Referring kind, such as TCPRoute.")),
                            (
                                "namespace",
                                .string("Namespace of the referring objects.", pattern: .label, length: 1...63)
                            ),
                        ]), minItems: 1, maxItems: 16)
            ),
            (
                "to",
                .list(
                    "Objects that may be referred to.",
                    of: .object(
                        "A kind, or one object of it, in the grant's namespace.", required: ["group", "kind"],
                        [
                            ("group", References.group("API group; \"\" is the core group, which has Service.")),
                            ("kind", References.kind("Kind, such as Service.")),
                            ("name", .string("Name of one object; every one where left out.", length: 1...253)),
                        ]), minItems: 1, maxItems: 16)
            ),
        ])
}
