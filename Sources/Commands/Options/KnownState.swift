internal import Diagnostics
internal import Manifests
internal import State

/// A state that a command reads for references alone, or why it cannot be read: that matters only where one leads to it.
struct KnownState: Sendable {
    /// Nil where there is no state, or none that can be read.
    let snapshot: StateSnapshot?
    private let failure: Failure?

    init(snapshot: StateSnapshot? = nil, failure: Failure? = nil) {
        (self.snapshot, self.failure) = (snapshot, failure)
    }

    /// Ends the run where the state cannot be read.
    func require() throws(Failure) {
        if let failure { throw failure }
    }

    /// Ends the run where a reference found nothing that the state may hold, and warns of a state that is not needed.
    func settle(_ diagnostics: [Diagnostic], _ context: CommandContext) throws(Failure) {
        guard let failure else { return }
        if diagnostics.contains(where: { $0.code == .unresolvedReference }) { throw failure }
        context.warn("\(failure.message); it is left out, as no reference leads to it")
    }
}

extension ManifestSourceOptions {
    /// The manifests when they are valid, with references into a state.
    func loadValid(_ known: KnownState, _ context: CommandContext) async throws(Failure) -> ManifestSet {
        do throws(Failure) {
            let set = try await loadValid(outputs: known.snapshot?.referenceTargets ?? [], context)
            try known.settle(set.diagnostics, context)
            return set
        } catch {
            try known.settle(error.diagnostics, context)
            throw error
        }
    }
}
