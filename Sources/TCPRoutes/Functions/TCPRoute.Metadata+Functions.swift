// Written by scripts/generate-functions from the schema values.

extension TCPRoute.Metadata {
    /// Notes for people and tools.
    ///
    /// Takes the place of what was set before.
    ///
    /// Allowed: each key: a key such as 'team' or 'example.com/team': up to 63 letters, digits, '-', '_' and '.',
    /// starting and ending with a letter or digit.
    public func withAnnotations(_ annotations: [String: String]) -> Whole { set("annotations", to: annotations) }

    /// Notes for people and tools.
    ///
    /// Keys that were set before get the new values, other keys stay.
    ///
    /// Allowed: each key: a key such as 'team' or 'example.com/team': up to 63 letters, digits, '-', '_' and '.',
    /// starting and ending with a letter or digit.
    public func withAnnotationsMixin(_ annotations: [String: String]) -> Whole {
        merge(annotations, into: "annotations")
    }

    /// Cluster of the object.
    ///
    /// Servers of Kubernetes 1.24 and newer refuse it.
    public func withClusterName(_ clusterName: String) -> Whole { set("clusterName", to: clusterName) }

    /// When the object was created.
    ///
    /// Allowed: a time such as 2024-05-01T12:00:00Z.
    public func withCreationTimestamp(_ creationTimestamp: String) -> Whole {
        set("creationTimestamp", to: creationTimestamp)
    }

    /// Seconds until deletion.
    public func withDeletionGracePeriodSeconds(_ deletionGracePeriodSeconds: Int) -> Whole {
        set("deletionGracePeriodSeconds", to: deletionGracePeriodSeconds)
    }

    /// When deletion was asked for.
    ///
    /// Allowed: a time such as 2024-05-01T12:00:00Z.
    public func withDeletionTimestamp(_ deletionTimestamp: String) -> Whole {
        set("deletionTimestamp", to: deletionTimestamp)
    }

    /// What must happen before the object is deleted.
    ///
    /// Takes the place of what was set before.
    public func withFinalizers(_ finalizers: [String]) -> Whole { set("finalizers", to: finalizers) }

    /// The same with the elements one by one.
    public func withFinalizers(_ finalizers: String...) -> Whole { set("finalizers", to: finalizers) }

    /// What must happen before the object is deleted.
    ///
    /// Comes behind what was set before.
    public func withFinalizersMixin(_ finalizers: [String]) -> Whole { append(finalizers, to: "finalizers") }

    /// The same with the elements one by one.
    public func withFinalizersMixin(_ finalizers: String...) -> Whole { append(finalizers, to: "finalizers") }

    /// Prefix of a name that the server makes up.
    public func withGenerateName(_ generateName: String) -> Whole { set("generateName", to: generateName) }

    /// Version of the spec.
    public func withGeneration(_ generation: Int) -> Whole { set("generation", to: generation) }

    /// Labels to select objects by.
    ///
    /// Takes the place of what was set before.
    ///
    /// Allowed: each key: a key such as 'team' or 'example.com/team': up to 63 letters, digits, '-', '_' and '.',
    /// starting and ending with a letter or digit; each value: a label value: up to 63 letters, digits, '-', '_' and
    /// '.', starting and ending with a letter or digit.
    public func withLabels(_ labels: [String: String]) -> Whole { set("labels", to: labels) }

    /// Labels to select objects by.
    ///
    /// Keys that were set before get the new values, other keys stay.
    ///
    /// Allowed: each key: a key such as 'team' or 'example.com/team': up to 63 letters, digits, '-', '_' and '.',
    /// starting and ending with a letter or digit; each value: a label value: up to 63 letters, digits, '-', '_' and
    /// '.', starting and ending with a letter or digit.
    public func withLabelsMixin(_ labels: [String: String]) -> Whole { merge(labels, into: "labels") }

    /// Name of the object, unique in its namespace.
    ///
    /// Allowed: 1 to 253 characters; a lowercase RFC 1123 subdomain: letters a-z, digits, '-' and '.', each part
    /// starting and ending with a letter or digit.
    public func withName(_ name: String) -> Whole { set("name", to: name) }

    /// Namespace of the object.
    ///
    /// Allowed: 1 to 63 characters; a lowercase RFC 1123 label: letters a-z, digits and '-', starting and ending with a
    /// letter or digit.
    public func withNamespace(_ namespace: String) -> Whole { set("namespace", to: namespace) }

    /// Objects that this one belongs to.
    ///
    /// Takes the place of what was set before.
    public func withOwnerReferences(_ ownerReferences: [OwnerReference]) -> Whole {
        set("ownerReferences", to: ownerReferences)
    }

    /// The same with the elements one by one.
    public func withOwnerReferences(_ ownerReferences: OwnerReference...) -> Whole {
        set("ownerReferences", to: ownerReferences)
    }

    /// Objects that this one belongs to.
    ///
    /// Comes behind what was set before.
    public func withOwnerReferencesMixin(_ ownerReferences: [OwnerReference]) -> Whole {
        append(ownerReferences, to: "ownerReferences")
    }

    /// The same with the elements one by one.
    public func withOwnerReferencesMixin(_ ownerReferences: OwnerReference...) -> Whole {
        append(ownerReferences, to: "ownerReferences")
    }

    /// Version of the stored object.
    public func withResourceVersion(_ resourceVersion: String) -> Whole { set("resourceVersion", to: resourceVersion) }

    /// Unused by servers since 1.20.
    public func withSelfLink(_ selfLink: String) -> Whole { set("selfLink", to: selfLink) }

    /// Identity of the object, never given again.
    public func withUid(_ uid: String) -> Whole { set("uid", to: uid) }
}
