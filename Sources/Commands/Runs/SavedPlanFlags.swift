internal import GatewayAPI
internal import Planning
internal import Values

/// Which flags of `apply` mean something to a saved plan; all others are refused, also those that are yet to come.
enum SavedPlanFlags {
    /// What all flags under a heading are about: where a plan is carried out, and what is waited for and told.
    private static let sections: Set<String> = ["Cluster", "State", "Waiting", "General"]

    /// Flags without a heading that take effect, or ask for what is not done anyway, as `--no-preflight`.
    private static let honoured: Set<String> = [
        "--adopt", "--force-conflicts", "--create-namespace", "--no-preflight", "--parallelism", "--yes",
        "--lock-timeout", "--output",
    ]

    /// Whether a flag has its effect also on a plan that is there already.
    static func isHonoured(_ argument: CommandGrammar.Argument) -> Bool {
        argument.kind == .positional || argument.section.map(sections.contains) ?? false
            || argument.names.contains(where: honoured.contains)
    }

    /// Refuses flags that say how a plan is made, unless they say what the plan says.
    ///
    /// - Parameter path: where the plan is.
    static func check(_ plan: Plan, at path: String, _ invocation: Invocation) throws(Failure) {
        let refused = (invocation.parsed?.words ?? []).filter { !isHonoured($0.argument) && !isSaid($0, plan) }
        guard !refused.isEmpty else { return }
        var names: [String] = []
        for word in refused {
            let spelled = Invocation.spelled(word).first ?? ""
            let name = String(spelled.prefix { $0 != "=" })
            if !names.contains(name) { names.append(name) }
        }
        throw .usage(
            "a saved plan is applied as it was made: \(English.list(names)) \(names.count == 1 ? "changes" : "change") nothing in it",
            help: "make the plan anew with \(names.count == 1 ? "it" : "them"): "
                + SavedPlan.makingAnew(path, with: refused.flatMap(Invocation.spelled), invocation))
    }

    /// Whether a flag only repeats what the plan was made with.
    private static func isSaid(_ word: ParsedWords.Word, _ plan: Plan) -> Bool {
        guard let value = word.value, let api = RouteAPI(plan.apiVersion) else { return false }
        if word.argument.names.contains("--lineage") { return value.lowercased() == plan.lineage.lowercased() }
        if word.argument.names.contains("--api-version") { return value == api.version?.rawValue || value == "auto" }
        if word.argument.names.contains("--api"), let wanted = RouteAPI(value) {
            return wanted.group == api.group && (wanted.version == nil || wanted.version == api.version)
        }
        return false
    }
}
