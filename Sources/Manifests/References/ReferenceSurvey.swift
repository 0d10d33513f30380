internal import Values

/// What the references anywhere in some manifests are, before one of them is looked up.
struct ReferenceSurvey {
    private(set) var count = 0
    /// The names of the routes that they lead to.
    private(set) var routeNames: Set<String> = []

    mutating func add(_ value: Value) {
        switch value {
        case .array(let array): for element in array { add(element) }
        case .object(let object):
            for (key, member) in object {
                if key == "valueFrom" || key == "value_from" { addReference(member) }
                add(member)
            }
        default: break
        }
    }

    private mutating func addReference(_ target: Value) {
        count += 1
        if target["kind"]?.string == ManifestSchema.kind, let name = target["name"]?.string { routeNames.insert(name) }
    }
}
