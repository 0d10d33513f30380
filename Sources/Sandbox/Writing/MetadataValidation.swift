internal import GatewayAPI
internal import Schemas
internal import Values

/// What the API machinery itself demands of `metadata`, in its words (apimachinery `validation.ValidateObjectMeta`).
enum MetadataValidation {
    /// - Parameter old: the metadata before an update.
    static func causes(_ metadata: Value, old: Value? = nil, of behaviour: Behaviour) -> [APIFailure.Cause] {
        var causes = nameCauses(metadata, behaviour.nameRule)
        let labels = labelCauses(metadata)
        // Updates of custom resources check labels in three places.
        for _ in 0..<(old == nil || behaviour.isBuiltIn ? 1 : 3) { causes += labels }
        causes += annotationCauses(metadata) + ownerCauses(metadata)
        for finalizer in metadata["finalizers"]?.array?.compactMap(\.string) ?? [] {
            for problem in qualifiedNameProblems(finalizer) {
                causes.append(.invalid("metadata.finalizers", .string(finalizer), problem))
            }
        }
        if behaviour.qualifiesFinalizers {
            for (index, finalizer) in unqualifiedFinalizers(metadata) {
                causes.append(unqualified(finalizer, "metadata.finalizers[\(index)]"))
            }
        }
        if let old, old["deletionTimestamp"] != nil {
            let added = addedFinalizers(metadata, old)
            for _ in 0..<(behaviour.isBuiltIn ? 1 : 2) { causes += added }
        }
        return causes
    }

    /// What is wrong with a finalizer of a namespace's spec (core `validateFinalizerName`).
    static func causes(ofFinalizer finalizer: String, _ field: String) -> [APIFailure.Cause] {
        let problems = qualifiedNameProblems(finalizer).map { APIFailure.Cause.invalid(field, .string(finalizer), $0) }
        return problems + (isUnqualified(finalizer) ? [unqualified(finalizer, field)] : [])
    }

    private static func isUnqualified(_ finalizer: String) -> Bool {
        !finalizer.contains("/") && !["kubernetes", "orphan", "foregroundDeletion"].contains(finalizer)
    }

    private static func unqualified(_ finalizer: String, _ field: String) -> APIFailure.Cause {
        .invalid(
            field, .string(finalizer), "name is neither a standard finalizer name nor is it fully qualified")
    }

    private static func unqualifiedFinalizers(_ metadata: Value) -> [(Int, String)] {
        (metadata["finalizers"]?.array ?? []).enumerated().compactMap { index, value in
            guard let text = value.string, isUnqualified(text) else { return nil }
            return (index, text)
        }
    }

    /// What a client is warned of that writes a custom resource.
    static func warnings(_ metadata: Value) -> [String] {
        unqualifiedFinalizers(metadata).map { _, finalizer in
            "metadata.finalizers: \"\(finalizer)\": prefer a domain-qualified finalizer name to avoid accidental conflicts with other finalizer writers"
        }
    }

    private static func nameCauses(_ metadata: Value, _ nameRule: Behaviour.NameRule) -> [APIFailure.Cause] {
        let name = metadata["name"]?.string ?? ""
        let prefix = metadata["generateName"]?.string ?? ""
        var causes: [APIFailure.Cause] = []
        if !prefix.isEmpty {
            // What is appended makes up for a prefix that ends in a dash or a dot.
            let shape = prefix.hasSuffix("-") || prefix.hasSuffix(".") ? prefix + "a" : prefix
            causes += nameProblems(shape, nameRule).map { .invalid("metadata.generateName", .string(prefix), $0) }
        }
        if name.isEmpty {
            if prefix.isEmpty { causes.append(.required("metadata.name", "name or generateName is required")) }
            return causes
        }
        return causes + nameProblems(name, nameRule).map { .invalid("metadata.name", .string(name), $0) }
    }

    private static func nameProblems(_ name: String, _ rule: Behaviour.NameRule) -> [String] {
        switch rule {
        case .subdomain: subdomainProblems(name)
        case .label: labelProblems(name)
        case .pathSegment: pathSegmentProblems(name)
        }
    }

    private static func pathSegmentProblems(_ name: String) -> [String] {
        if name == "." || name == ".." { return ["may not be '\(name)'"] }
        return ["/", "%"].filter(name.contains).map { "may not contain '\($0)'" }
    }

    private static func labelCauses(_ metadata: Value) -> [APIFailure.Cause] {
        (metadata["labels"]?.object ?? [:]).flatMap { key, value -> [APIFailure.Cause] in
            let keyCauses = qualifiedNameProblems(key).map {
                APIFailure.Cause.invalid("metadata.labels", .string(key), $0)
            }
            guard let text = value.string, !Pattern.labelValue.matches(text) else { return keyCauses }
            return keyCauses + labelValueProblems(text).map { .invalid("metadata.labels", .string(text), $0) }
        }
    }

    private static func annotationCauses(_ metadata: Value) -> [APIFailure.Cause] {
        let annotations = metadata["annotations"]?.object ?? [:]
        // The server checks annotation keys in lower case.
        var causes = annotations.flatMap { key, _ in
            qualifiedNameProblems(key.lowercased()).map {
                APIFailure.Cause.invalid("metadata.annotations", .string(key), $0)
            }
        }
        let maximum = ObjectMetadata.maximumAnnotationsSize
        if ObjectMetadata.size(ofAnnotations: annotations) > maximum {
            causes.append(.tooLong("metadata.annotations", maximum))
        }
        return causes
    }

    private static func ownerCauses(_ metadata: Value) -> [APIFailure.Cause] {
        let owners = metadata["ownerReferences"]?.array ?? []
        var causes = owners.flatMap { owner in
            ["apiVersion", "kind", "name", "uid"].filter { (owner[$0]?.string ?? "").isEmpty }.map {
                APIFailure.Cause.invalid(
                    "metadata.ownerReferences.\($0)", owner[$0] ?? "",
                    $0 == "apiVersion" ? "version must not be empty" : "must not be empty")
            }
        }
        let controllers = owners.filter { $0["controller"] == true }
        if let last = controllers.last, let first = controllers.first, controllers.count > 1 {
            let names = [first, last].map { "\($0["kind"]?.string ?? "")/\($0["name"]?.string ?? "")" }
            causes.append(
                .invalid(
                    "metadata.ownerReferences", .array(owners),
                    "Only one reference can have Controller set to true. Found \"true\" in references for \(names[0]) and \(names[1])"
                ))
        }
        return causes
    }

    private static func addedFinalizers(_ metadata: Value, _ old: Value) -> [APIFailure.Cause] {
        let before = old["finalizers"]?.array ?? []
        let added = (metadata["finalizers"]?.array ?? []).filter { !before.contains($0) }
        guard !added.isEmpty else { return [] }
        let list = added.map { JSONWriter.text($0) }.joined(separator: ", ")
        return [
            .forbidden(
                "metadata.finalizers",
                "no new finalizers can be added if the object is being deleted, found new finalizers []string{\(list)}")
        ]
    }

    /// Why a text does not match a pattern, in the machinery's words.
    static func problems(_ pattern: Pattern, _ text: String) -> [String] {
        switch pattern.expression {
        case Pattern.label.expression: labelProblems(text)
        case Pattern.subdomain.expression: subdomainProblems(text)
        case Pattern.qualifiedName.expression: qualifiedNameProblems(text)
        case Pattern.labelValue.expression: labelValueProblems(text)
        default: ["must be \(pattern.description)"]
        }
    }

    private static let subdomainExpression = "[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*"

    private static func subdomainProblems(_ text: String) -> [String] {
        var problems: [String] = []
        if text.utf8.count > 253 { problems.append("must be no more than 253 characters") }
        if !Pattern.subdomain.matches(text) {
            problems.append(
                "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '\(subdomainExpression)')"
            )
        }
        return problems
    }

    private static func labelProblems(_ text: String) -> [String] {
        var problems: [String] = []
        if text.utf8.count > 63 { problems.append("must be no more than 63 characters") }
        if text.contains("."), Pattern.subdomain.matches(text) {
            problems.append("must not contain dots")
        } else if !Pattern.label.matches(text) {
            problems.append(
                "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
            )
        }
        return problems
    }

    private static func qualifiedNameProblems(_ text: String) -> [String] {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        let words =
            "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"
        guard let name = parts.last, parts.count <= 2 else {
            return [
                "a valid label key \(words) with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"
            ]
        }
        var problems: [String] = []
        if parts.count == 2 {
            let prefix = String(parts[0])
            problems +=
                prefix.isEmpty
                ? ["prefix part must be non-empty"] : subdomainProblems(prefix).map { "prefix part \($0)" }
        }
        if name.isEmpty {
            problems += ["name part must be non-empty", "name part \(words)"]
        } else if name.utf8.count > 63 {
            problems.append("name part must be no more than 63 characters")
        } else if !Pattern.qualifiedName.matches(String(name)) {
            problems.append("name part \(words)")
        }
        return problems
    }

    private static func labelValueProblems(_ text: String) -> [String] {
        var problems: [String] = []
        if text.utf8.count > 63 {
            problems.append("must be no more than 63 bytes")
        } else if !Pattern.labelValue.matches(text) {
            problems.append(
                "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"
            )
        }
        return problems
    }
}
