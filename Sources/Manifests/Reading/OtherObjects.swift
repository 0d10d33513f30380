internal import Diagnostics
internal import Values

/// Objects of other kinds, which stand beside manifests and are left alone: how many there are of each.
struct OtherObjects: Sendable {
    private var counts: [String: Int] = [:]
    /// The first, as what is wrong with an input that holds nothing else.
    private(set) var first: (kind: String, apiVersion: String, range: SourceRange)?

    var count: Int { counts.values.reduce(0, +) }

    mutating func add(_ kind: String, _ apiVersion: String, at range: SourceRange) {
        counts[kind, default: 0] += 1
        if first == nil { first = (kind, apiVersion, range) }
    }

    mutating func add(_ others: OtherObjects) { counts.merge(others.counts) { $0 + $1 } }

    /// `3 ConfigMap, 2 Service and 4 of other kinds`: the most frequent ones by name.
    private var list: String {
        let sorted = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        let named = sorted.prefix(5).map { "\($0.value) \(QuotedText($0.key).description.dropFirst().dropLast())" }
        let rest = sorted.dropFirst(5).reduce(0) { $0 + $1.value }
        return named.joined(separator: ", ") + (rest == 0 ? "" : " and \(rest) of other kinds")
    }

    /// The one note about all of them; nil where there are none.
    var note: Diagnostic? {
        guard count > 0 else { return nil }
        let subject = count == 1 ? "1 object of another kind is" : "\(count) objects of other kinds are"
        return Diagnostic(.leftAlone, "\(subject) left alone: \(list)")
    }

    /// Why an input that is named by itself and holds nothing else cannot be meant; nil where it holds nothing at all.
    func nothingToApply(in input: String) -> Diagnostic? {
        guard let first else { return nil }
        guard count > 1 else {
            return Diagnostic(
                .unknownKind, "openmcf does not read \(QuotedText(first.kind)) of \(first.apiVersion)",
                at: Diagnostic.Place(first.range, path: "kind"),
                help: OpenShiftRoute.isOne(first.kind, first.apiVersion)
                    ? "'openmcf convert' makes a manifest of it, where TCP can do what it does" : InputObject.expected)
        }
        return Diagnostic(
            .noManifests, "there is nothing to apply among the \(count) objects: \(list)", at: .file(input),
            help: InputObject.expected)
    }
}
