internal import Diagnostics
internal import Values

/// What references may lead to: the manifests given, and the outputs of routes in the state.
///
/// A look takes as long for ten thousand of them as for ten.
struct ReferenceTargets: Sendable {
    private struct Key: Hashable, Sendable {
        let kind: String
        let name: String
    }

    private let manifests: [Key: Namesakes]
    private let outputs: [String: [OutputsOfRoute]]
    /// What may have been meant where a target is misspelled: the names of each kind, and the kinds of each name.
    private let namesByKind: [String: [String]]
    private let kindsByName: [String: [String]]
    /// Among more names than this none is looked for that is like a misspelled one.
    private let maximumSuggestions: Int
    /// How many names may be compared in all where no reference resolves.
    private static let maximumComparisons = 250_000

    /// - Parameters:
    ///   - routeNames: routes that are no targets, but may have been meant where a name is misspelled.
    ///   - referenceCount: how many references will be looked up.
    init(
        manifests: [Manifest], routeNames: [String] = [], outputs: [OutputsOfRoute], referenceCount: Int = 0
    ) {
        self.manifests = Dictionary(grouping: manifests) { Key(kind: $0.kind, name: $0.name) }.mapValues(Namesakes.init)
        self.outputs = Dictionary(grouping: outputs, by: \.name)
        let known = Set(self.manifests.keys).union(routeNames.map { Key(kind: ManifestSchema.kind, name: $0) })
        namesByKind = Dictionary(grouping: known, by: \.kind).mapValues { $0.map(\.name).sorted() }
        kindsByName = Dictionary(grouping: known, by: \.name).mapValues { $0.map(\.kind).sorted() }
        maximumSuggestions = min(1000, Self.maximumComparisons / max(1, referenceCount))
    }

    /// The manifests that fit a target; more than one where it is ambiguous.
    func manifests(for target: ReferenceTarget) -> [Manifest] {
        manifests[Key(kind: target.kind, name: target.name)]?.inEnvironment(target.environment) ?? []
    }

    /// What the state has for a target.
    func output(for target: ReferenceTarget) -> String? {
        outputs[target.name]?.lazy.compactMap { $0.value(for: target) }.first
    }

    func hasKind(_ kind: String) -> Bool { namesByKind[kind] != nil }

    /// The kind that was meant, where another one has a manifest of this name.
    func meantKind(_ target: ReferenceTarget) -> String? {
        kindsByName[target.name].flatMap { Suggestion.nearest(to: target.kind, among: $0) }
    }

    /// What to say of a name that no manifest of its kind has, or none in its environment.
    func help(for target: ReferenceTarget) -> String? {
        if let namesakes = manifests[Key(kind: target.kind, name: target.name)] {
            return "the input has \(target.kind) \(QuotedText(target.name)) with \(namesakes.environments)"
        }
        guard let names = namesByKind[target.kind], names.count <= maximumSuggestions else { return nil }
        return Suggestion.nearest(to: target.name, among: names).map { "did you mean '\($0)'?" }
    }
}

/// Manifests of one kind and name.
private struct Namesakes: Sendable {
    private let all: [Manifest]
    /// Empty where there is one manifest: that is soon looked at.
    private let byEnvironment: [String: [Manifest]]
    private static let shownEnvironments = 10

    init(_ manifests: [Manifest]) {
        all = manifests
        byEnvironment =
            manifests.count > 1
            ? Dictionary(grouping: manifests.filter { $0.environment != nil }) { $0.environment ?? "" } : [:]
    }

    func inEnvironment(_ environment: String?) -> [Manifest] {
        guard let environment else { return all }
        return all.count > 1 ? byEnvironment[environment] ?? [] : all.filter { $0.environment == environment }
    }

    var environments: String {
        English.first(Self.shownEnvironments, of: all.map { $0.environment.map { "env \($0)" } ?? "no env" })
    }
}
