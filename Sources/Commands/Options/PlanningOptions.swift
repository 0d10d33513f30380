internal import ArgumentParser
internal import Planning
internal import State

/// What plan, diff and apply are told about the stack.
struct PlanningOptions: ParsableArguments {
    @Option(help: "Lineage that a new state continues: routes marked with it are this stack's.")
    var lineage: String?

    @Flag(help: "Delete routes that are in the state and no longer in the manifests.")
    var prune = false

    @Flag(help: "Take over live routes that are not this stack's.")
    var adopt = false

    @Flag(help: "Take fields over from other field managers.")
    var forceConflicts = false

    @Flag(help: "Make the namespaces that routes go to and that do not exist.")
    var createNamespace = false

    @OptionGroup var api: RouteAPIOptions

    /// What may be taken of others.
    var takeover: Takeover { Takeover(adopts: adopt, forcesConflicts: forceConflicts) }

    func validate() throws {
        if let lineage, !Lineage.isValid(lineage) {
            throw ValidationError("--lineage takes a UUID, such as the 'lineage' of a state file")
        }
    }
}

extension StackInputs {
    /// Sets what the flags say that plan, diff and apply have alike.
    mutating func take(_ planning: PlanningOptions, _ preflight: PreflightOptions) {
        lineage = planning.lineage
        wantedAPI = planning.api.api
        takeover = planning.takeover
        createsNamespaces = planning.createNamespace
        looksAround = !preflight.isLeftOut
    }
}
