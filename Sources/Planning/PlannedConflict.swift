package import Values

/// A field that this stack and another manager want to have different.
package struct PlannedConflict: Sendable, Equatable {
    /// The field that has one owner, as the manifest would spell it: a scalar, or a list as a whole.
    package let path: FieldPath
    /// The other manager, such as `kubectl-edit`.
    package let manager: String
    /// How it wrote the field, `Apply` or `Update`; nil in plans of versions that did not say.
    package let operation: String?
    /// When it last wrote something, in RFC 3339; nil where nobody says.
    package let time: String?
    /// The live value; nil where nothing stands at the path.
    package let theirs: Value?
    /// The value that the manifest asks for; nil where it leaves the field out.
    package let ours: Value?

    package init(
        path: FieldPath, manager: String, operation: String? = nil, time: String? = nil, theirs: Value?, ours: Value?
    ) {
        self.path = path
        self.manager = manager
        self.operation = operation
        self.time = time
        self.theirs = theirs
        self.ours = ours
    }

    /// One line for each value that differs, in full: who set it, how long ago, and both values.
    ///
    /// A list has one owner, but its elements are what a person compares: such as "spec.rules[0] of 'rollouts' (Apply,
    /// 5m ago) differs in backendRefs[0].weight: theirs 77, yours 90".
    ///
    /// - Parameter now: seconds since 1970.
    package func lines(now: Double) -> [String] {
        guard let theirs, let ours, case let differences = FieldDifference.between(theirs, ours), !differences.isEmpty
        else { return [line(FieldPath(), theirs, ours, now)] }
        return differences.map { line($0.path, $0.before, $0.after, now) }
    }

    private func line(_ inner: FieldPath, _ theirs: Value?, _ ours: Value?, _ now: Double) -> String {
        func text(_ value: Value?) -> String { value.map { JSONWriter.text($0) } ?? "nothing" }
        var place = path
        var rest = inner
        if case .index(let index) = inner.elements.first, inner.elements.count > 1 {
            place = path.appending(index)
            rest = FieldPath(Array(inner.elements.dropFirst()))
        }
        let field = rest.isRoot ? "" : " in \(rest)"
        return "\(place) of \(owner(now)) differs\(field): theirs \(text(theirs)), yours \(text(ours))"
    }

    private func owner(_ now: Double) -> String {
        let age = time.flatMap(RFC3339.seconds).map { ElapsedTime.text(Int(max(now - $0, 0))) + " ago" }
        let details = [operation, age].compactMap { $0 }
        return "'\(manager)'" + (details.isEmpty ? "" : " (\(details.joined(separator: ", ")))")
    }
}
