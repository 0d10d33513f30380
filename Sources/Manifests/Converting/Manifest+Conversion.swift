internal import Diagnostics
internal import Documents
internal import Values

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
