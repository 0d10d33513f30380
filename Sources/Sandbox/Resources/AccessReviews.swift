internal import Schemas
internal import Values

extension Resource {
    /// Asks whether one may do something oneself.
    static let selfSubjectAccessReview = accessReview("SelfSubjectAccessReview", spec: AccessReviews.action) {
        user, _ in
        user.groups
    }

    /// Asks whether somebody may do something.
    static let subjectAccessReview = accessReview(
        "SubjectAccessReview", spec: AccessReviews.action + AccessReviews.subject, check: AccessReviews.subjectCauses
    ) { AccessReviews.groups($1) }

    /// Asks the same of one namespace.
    static let localSubjectAccessReview = accessReview(
        "LocalSubjectAccessReview", isNamespaced: true, spec: AccessReviews.action + AccessReviews.subject,
        check: { AccessReviews.subjectCauses($0) + AccessReviews.namespaceCauses($0) }
    ) { AccessReviews.groups($1) }

    /// Asks for all that one may do oneself.
    static let selfSubjectRulesReview = review(
        "authorization.k8s.io", "SelfSubjectRulesReview",
        spec: [("namespace", .string("Namespace that is asked about."))],
        Review(isTracked: false) { question, user, _ throws(APIFailure) in
            guard !(question["spec"]?.text("namespace") ?? "").isEmpty else {
                throw .badRequest("no namespace on request")
            }
            var answer = question
            answer.set("spec", [:])
            answer.set("status", AccessRules.rules(of: user.groups))
            return answer
        })

    /// Asks who one is.
    static let selfSubjectReview = review(
        "authentication.k8s.io", "SelfSubjectReview", spec: nil,
        Review(isTracked: false) { question, user, _ in
            var answer = question
            answer.set("status", ["userInfo": user.value])
            return answer
        })

    private static func accessReview(
        _ kind: String, isNamespaced: Bool = false, spec: [(String, Schema)],
        check: @escaping @Sendable (Value) -> [APIFailure.Cause] = { _ in [] },
        groups: @escaping @Sendable (User, _ spec: Value) -> [String]
    ) -> Resource {
        let group = "authorization.k8s.io"
        return review(
            group, kind, isNamespaced: isNamespaced, spec: spec,
            Review { question, user, _ throws(APIFailure) in
                let causes =
                    AccessReviews.causes(question["spec"] ?? [:]) + check(question)
                    + AccessReviews.metadataCauses(question["metadata"] ?? [:], isNamespaced: isNamespaced)
                guard causes.isEmpty else { throw .invalid(APIFailure.Subject(group: group), causes) }
                let spec = question["spec"] ?? [:]
                let decision = AccessRules.decision(on: AccessReviews.action(spec), by: groups(user, spec))
                var status: Object = ["allowed": .bool(decision.isAllowed)]
                if !decision.reason.isEmpty { status["reason"] = .string(decision.reason) }
                var answer = question
                answer.set("status", .object(status))
                return answer
            })
    }

    static func review(
        _ group: String, _ kind: String, isNamespaced: Bool = false, spec: [(String, Schema)]?, _ review: Review
    ) -> Resource {
        var behaviour = Behaviour()
        behaviour.isBuiltIn = true
        behaviour.hasGeneration = false
        behaviour.hasStatus = false
        behaviour.protobuf =
            spec == nil
            ? .object([("status", 2, .message(AccessReviews.identity))])
            : .object([
                ("spec", 2, .message(AccessReviews.layout(of: kind))),
                ("status", 3, .message(AccessReviews.answerLayout(of: kind))),
            ])
        behaviour.blank = spec == nil ? [:] : ["spec": [:]]
        behaviour.review = review
        let fields = spec.map { [("spec", Schema.object("What is asked.", $0))] } ?? []
        return Resource(
            group: group, version: "v1", kind: kind, plural: kind.lowercased() + "s", singular: kind.lowercased(),
            isNamespaced: isNamespaced,
            schema: .typedObject(
                "A question about access.", fields + [("status", .any("The answer."))]), behaviour: behaviour)
    }
}

private enum AccessReviews {
    static let action: [(String, Schema)] = [
        (
            "resourceAttributes",
            .object(
                "An action on a resource.",
                ["namespace", "verb", "group", "version", "resource", "subresource", "name"].map {
                    ($0, .string("The \($0)."))
                } + [("fieldSelector", .any("Fields to select by.")), ("labelSelector", .any("Labels to select by."))])
        ),
        (
            "nonResourceAttributes",
            .object("A method on a path.", [("path", .string("The path.")), ("verb", .string("The method."))])
        ),
    ]

    static let subject: [(String, Schema)] = [
        ("user", .string("Name of the user.")),
        ("groups", .list("Groups of the user.", of: .string("A group."))), ("extra", .any("More of the user.")),
        ("uid", .string("Identity of the user.")),
    ]

    /// How protobuf has the question.
    static func layout(of kind: String) -> ProtobufLayout {
        if kind == "SelfSubjectRulesReview" { return ProtobufLayout([("namespace", 1, .text)]) }
        if kind == "TokenReview" { return ProtobufLayout([("token", 1, .text), ("audiences", 2, .texts)]) }
        let resource = ProtobufLayout([
            ("namespace", 1, .text), ("verb", 2, .text), ("group", 3, .text), ("version", 4, .text),
            ("resource", 5, .text), ("subresource", 6, .text), ("name", 7, .text),
        ])
        let path = ProtobufLayout([("path", 1, .text), ("verb", 2, .text)])
        let isOfOneself = kind == "SelfSubjectAccessReview"
        return ProtobufLayout(
            [("resourceAttributes", 1, .message(resource)), ("nonResourceAttributes", 2, .message(path))]
                + (isOfOneself ? [] : [("user", 3, .text), ("groups", 4, .texts), ("uid", 6, .text)]))
    }

    /// How protobuf has the answer.
    static func answerLayout(of kind: String) -> ProtobufLayout {
        switch kind {
        case "SelfSubjectRulesReview": rules
        case "TokenReview": token
        default: decision
        }
    }

    private static let decision = ProtobufLayout([
        ("allowed", 1, .flag), ("reason", 2, .text), ("evaluationError", 3, .text), ("denied", 4, .flag),
    ])
    static let identity = ProtobufLayout([("userInfo", 1, .message(user))])
    private static let user = ProtobufLayout([("username", 1, .text), ("uid", 2, .text), ("groups", 3, .texts)])
    private static let token = ProtobufLayout([
        ("authenticated", 1, .flag), ("user", 2, .message(user)), ("error", 3, .text), ("audiences", 4, .texts),
    ])
    private static let rules = ProtobufLayout([
        (
            "resourceRules", 1,
            .messages(
                ProtobufLayout([
                    ("verbs", 1, .texts), ("apiGroups", 2, .texts), ("resources", 3, .texts),
                    ("resourceNames", 4, .texts),
                ]))
        ),
        ("nonResourceRules", 2, .messages(ProtobufLayout([("verbs", 1, .texts), ("nonResourceURLs", 2, .texts)]))),
        ("incomplete", 3, .flag), ("evaluationError", 4, .text),
    ])

    static func groups(_ spec: Value) -> [String] { (spec["groups"]?.array ?? []).compactMap(\.string) }

    static func action(_ spec: Value) -> AccessRules.Action {
        if let path = spec["nonResourceAttributes"] {
            return .path(verb: path.text("verb"), path: path.text("path"))
        }
        let resource = spec["resourceAttributes"] ?? [:]
        let part = resource.text("subresource")
        return .resource(
            verb: resource.text("verb"), group: resource.text("group"),
            resource: resource.text("resource") + (part.isEmpty ? "" : "/" + part))
    }

    static func causes(_ spec: Value) -> [APIFailure.Cause] {
        switch (spec["resourceAttributes"], spec["nonResourceAttributes"]) {
        case (nil, nil):
            return [
                .invalid(
                    "spec.resourceAttributes", .null,
                    "exactly one of nonResourceAttributes or resourceAttributes must be specified")
            ]
        case (.some, let path?):
            let shown: Value = ["Path": .string(path.text("path")), "Verb": .string(path.text("verb"))]
            return [
                .invalid(
                    "spec.nonResourceAttributes", shown, "cannot be specified in combination with resourceAttributes")
            ]
        default: return []
        }
    }

    static func metadataCauses(_ metadata: Value, isNamespaced: Bool) -> [APIFailure.Cause] {
        let allowed = isNamespaced ? ["managedFields", "namespace"] : ["managedFields"]
        guard (metadata.object ?? [:]).contains(where: { !allowed.contains($0.key) }) else { return [] }
        return [.invalid("metadata", metadata, isNamespaced ? "must be empty except for namespace" : "must be empty")]
    }

    @Sendable static func subjectCauses(_ question: Value) -> [APIFailure.Cause] {
        let spec = question["spec"] ?? [:]
        guard spec.text("user").isEmpty, groups(spec).isEmpty else { return [] }
        return [.invalid("spec.user", "", "at least one of user or group must be specified")]
    }

    static func namespaceCauses(_ question: Value) -> [APIFailure.Cause] {
        let spec = question["spec"] ?? [:]
        if let path = spec["nonResourceAttributes"] {
            return [.invalid("spec.nonResourceAttributes", path, "disallowed on this kind of request")]
        }
        let namespace = spec["resourceAttributes"]?.text("namespace") ?? ""
        guard namespace != question["metadata"]?.text("namespace") else { return [] }
        return [
            .invalid("spec.resourceAttributes.namespace", .string(namespace), "must match metadata.namespace")
        ]
    }
}
