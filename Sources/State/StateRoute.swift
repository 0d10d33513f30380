package import Values

/// The stack outputs of a route.
package struct RouteOutputs: Sendable, Equatable {
    /// `routeName`: the `metadata.name` of the rendered object.
    package var routeName: String
    /// `namespace`: where the rendered object lives.
    package var namespace: String

    package init(routeName: String, namespace: String) {
        self.routeName = routeName
        self.namespace = namespace
    }
}

/// What the state knows of a route that this stack has applied.
package struct StateRoute: Sendable, Equatable {
    /// The object, in the version that it was applied in.
    package var reference: ObjectReference
    /// The rendered object as it was last applied.
    package var object: Value
    /// The server's identity of the live object; nil where the server did not tell it.
    package var uid: String?
    /// The version that the server answered when the route was last applied.
    package var resourceVersion: String?
    /// The stack outputs, as they were computed when it was last applied.
    package var outputs: RouteOutputs
    /// When it was last applied, as RFC 3339 text.
    package var appliedAt: String
    /// When the live object was created, as the server says: the older of two routes gets a listener's connections.
    ///
    /// nil where a version applied it that did not keep this.
    package var creationTimestamp: String?
    /// Since when the live object is being deleted, as the server says; nil while it is not.
    package var deletionTimestamp: String?
    /// Members that a newer version of the format added; they are written back as they were read.
    package var extra: Object = [:]

    package init(
        _ reference: ObjectReference, object: Value, uid: String? = nil, resourceVersion: String? = nil,
        outputs: RouteOutputs, appliedAt: String
    ) {
        self.reference = reference
        self.object = object
        self.uid = uid
        self.resourceVersion = resourceVersion
        self.outputs = outputs
        self.appliedAt = appliedAt
    }

    /// The route's key: two routes of one group, namespace and name are the same, whatever the version.
    package var key: RouteKey { reference.key }
}
