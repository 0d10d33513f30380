internal import Schemas
internal import Values

/// What the API server checks of an event of the core group: hardly anything, until it has the time of the newer form.
enum EventChecks {
    /// The most that the texts of the newer form may have.
    private static let limits = [("reportingInstance", 128), ("action", 128), ("reason", 128), ("message", 1024)]

    static func causes(_ event: Value) -> [APIFailure.Cause] {
        guard isNew(event) else { return namespaceCauses(event, unnamed: ["default"]) }
        return namespaceCauses(event, unnamed: ["default", "kube-system"], judgesNamed: false)
            + reporterCauses(event) + textCauses(event)
    }

    private static func isNew(_ event: Value) -> Bool { event["eventTime"]?.string?.isEmpty == false }

    /// - Parameters:
    ///   - unnamed: namespaces of events about objects that have none.
    ///   - judgesNamed: whether an object that has one must have the event's.
    private static func namespaceCauses(
        _ event: Value, unnamed: [String], judgesNamed: Bool = true
    ) -> [APIFailure.Cause] {
        let own = event["metadata"]?.text("namespace") ?? ""
        let object = event["involvedObject"]?.text("namespace") ?? ""
        let fits = object.isEmpty ? unnamed.contains(own) : !judgesNamed || object == own
        return fits ? [] : [.invalid("involvedObject.namespace", .string(object), "does not match event.namespace")]
    }

    private static func reporterCauses(_ event: Value) -> [APIFailure.Cause] {
        let field = "reportingComponent"
        let reporter = event.text(field)
        return (reporter.isEmpty ? [.required(field)] : [])
            + MetadataValidation.problems(.qualifiedName, reporter).map { .invalid(field, .string(reporter), $0) }
    }

    private static func textCauses(_ event: Value) -> [APIFailure.Cause] {
        limits.compactMap { field, limit in
            let text = event.text(field)
            if text.isEmpty { return field == "message" ? nil : .required(field) }
            return text.utf8.count > limit ? .invalid(field, "", "can have at most \(limit) characters") : nil
        }
    }
}
