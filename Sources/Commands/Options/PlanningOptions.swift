internal import ArgumentParser
internal import State

/// What plan, diff and apply are told about the stack.
struct PlanningOptions: ParsableArguments {
    @Option(help: "Lineage that a new state continues: routes marked with it are this stack's.")
    var lineage: String?

    @Flag(help: "Delete routes that are in the state and no longer in the manifests.")
    var prune = false

    @OptionGroup var api: RouteAPIOptions

    func validate() throws {
        if let lineage, !Lineage.isValid(lineage) {
            throw ValidationError("--lineage takes a UUID, such as the 'lineage' of a state file")
        }
    }
}
