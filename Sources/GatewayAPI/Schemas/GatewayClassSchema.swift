package import Schemas
internal import Values

/// The schema of GatewayClass (v1.6, experimental channel): v1 and v1beta1 are the same.
package enum GatewayClassSchema {
    /// The `kind` of the objects, in the group of ``TCPRouteSchema``.
    package static let kind = "GatewayClass"
    /// The resource, as paths of the API name it; it is cluster-scoped.
    package static let plural = "gatewayclasses"
    /// The versions that clusters serve, the newest first.
    package static let versions = ["v1", "v1beta1"]

    /// The whole object: apiVersion, kind, metadata, spec, status.
    package static let object: Schema = {
        var status = Schema.object(
            "What the controller made of the class.",
            [
                ("conditions", StatusSchemas.conditions("Conditions of the class.", of: "class")),
                (
                    "supportedFeatures",
                    .list(
                        "Features that the controller has, sorted by name.",
                        of: .object("A feature.", required: ["name"], [("name", .string("Name of the feature."))]),
                        maxItems: 64, type: .map(keys: ["name"]))
                ),
            ])
        let pending = Value.array(StatusSchemas.pending(["Accepted"]))
        status.change("conditions") { $0.defaultValue = pending }
        status.defaultValue = ["conditions": pending]
        return .object(
            "A kind of Gateways: those of one controller.", required: ["spec"],
            [
                ("apiVersion", .string("Version of the object's schema.")),
                ("kind", .string("Kind of the object.")),
                ("metadata", ObjectMetadata.schema),
                ("spec", spec),
                ("status", status),
            ])
    }()

    /// What the cluster's operator writes.
    ///
    /// `controllerName` cannot be changed later; a rule about two versions of an object is its keeper's to check.
    package static let spec = Schema.object(
        "Which controller makes Gateways of the class.", required: ["controllerName"],
        [
            (
                "controllerName",
                .string(
                    "Controller of the class, such as example.com/gateways; cannot be changed.",
                    pattern: .controllerName, length: 1...253)
            ),
            ("description", .string("What the class is for.", maxLength: 64)),
            ("parametersRef", References.object("Settings of the controller's own kind.", namespace: true)),
        ])
}
