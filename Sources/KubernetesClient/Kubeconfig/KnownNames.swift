internal import Diagnostics

/// The names of a kubeconfig, for messages about one that is not there.
struct KnownNames {
    let kind: String
    let names: [String]

    init(_ names: some Sequence<String>, _ kind: String) {
        self.names = names.filter { !$0.isEmpty }.sorted()
        self.kind = kind
    }

    /// What to do about a name that is not among them.
    func help(for name: String) -> String {
        guard !names.isEmpty else { return "There are no \(kind) at all." }
        let list = "The \(kind) are \(names.joined(separator: ", "))."
        return Suggestion.nearest(to: name, among: names).map { "Did you mean '\($0)'? " + list } ?? list
    }
}
