internal import ArgumentParser
internal import Diagnostics
internal import GatewayAPI
internal import Manifests
internal import Schemas
internal import Values

/// Where manifests come from and what is changed in them on the way.
struct ManifestSourceOptions: ParsableArguments {
    @Argument(help: "Files, directories, patterns and URLs; the same as -f.", completion: .file())
    var paths: [String] = []

    @OptionGroup var named: SourceOptions

    @Option(
        name: .customLong("set"),
        help: "Set a field before anything else: path=value, typed as YAML is. Repeatable; reaches through lists.")
    var overrides: [String] = []

    @Option(
        name: [.customShort("n", allowingJoined: true), .long],
        help: "Namespace of TCPRoute objects that name none, instead of the context's.")
    var namespace: String?

    @OptionGroup var target: TargetOptions
    @OptionGroup var severities: SeverityOptions

    /// Whether no source is named at all.
    var isEmpty: Bool { paths.isEmpty && named.isEmpty }

    /// The path, where it is the one source.
    var onlyPath: String? { paths.count == 1 && named.isEmpty ? paths.first : nil }

    func validate() throws {
        if (paths + named.manifests + named.stackInputs + named.inputDirectories).contains("") {
            throw ValidationError("a source must not be empty")
        }
        try checkNamespace(namespace)
        if paths.contains("-"), named.stackInputs.contains("-") {
            throw ValidationError("standard input can be read once: as a manifest or as a stack input with -i")
        }
    }

    func requireSources(_ context: CommandContext) throws(Failure) {
        guard !isEmpty else {
            let example = "openmcf \(context.invocation.command?.name ?? "validate") -f tcproute.yaml"
            throw Failure.usage(
                "no manifest was given",
                help: "name a file or a directory, as in '\(example)', or '-f -' for standard input")
        }
    }

    /// The sources, gathered once in a run: what stands in a pipe is gone when it is read.
    func inputs(_ context: CommandContext) async throws(Failure) -> ManifestInputs {
        try await context.sources.once { () async throws(Failure) in
            try await SourceCollector(context: context).collect(paths + named.manifests, named)
        }
    }

    /// Reads and judges the manifests.
    ///
    /// - Parameters:
    ///   - given: what is read instead of the sources that the flags name.
    ///   - judge: what the manifests are judged by instead of what the flags and the cluster say.
    ///   - converting: whether Routes of OpenShift are read, references that lead nowhere and comments are kept, and
    ///     objects of each version may have what another one allows.
    ///   - leavingOutInvalid: whether routes that are invalid are left out, each told.
    func load(
        _ given: ManifestInputs? = nil,
        judgedBy judge: GatewayAPITarget? = nil,
        online: OnlineTarget? = nil, api: RouteAPI = .standard, outputs: [OutputsOfRoute] = [],
        applied: [RouteView] = [],
        keepingRoutes: Bool = true,
        converting: Bool = false, leavingOutInvalid: Bool = false,
        defaultNamespace: ContextNamespace = .none, _ context: CommandContext
    ) async throws(Failure) -> ManifestSet {
        if given == nil { try requireSources(context) }
        var options = ManifestOptions()
        options.target = if let judge { judge } else { try target.target(online: online, api: api) }
        options.hasKnownEffect = api.isStandard
        options.severities = try severities.policy(context.invocation)
        options.outputs = outputs
        options.applied = applied
        options.keepsRoutes = keepingRoutes
        (options.keepsOpenShiftRoutes, options.keepsReferences) = (converting, converting)
        (options.ignoresObjectVersions, options.leavesOutInvalid) = (converting, leavingOutInvalid)
        options.keepsComments = converting
        let named = namespace.map { DefaultNamespace($0, origin: "as -n says") }
        options.defaultNamespace = named ?? defaultNamespace.namespace
        options.concurrency = ProcessorCount.value
        for argument in overrides {
            do { options.overrides.append(try Override(argument: argument)) } catch { throw .invalidOverride(error) }
        }
        let sources = if let given { given } else { try await inputs(context) }
        // Where reading was interrupted, that is told, and not as a mistake of the sources.
        try context.interruption.check()
        var set = ManifestSet()
        // Where no source can be read, that is all there is to say.
        if !sources.inputs.isEmpty || sources.diagnostics.isEmpty {
            set = await ManifestSet.load(sources.inputs, options)
        }
        try defaultNamespace.check(set)
        set.diagnostics = sources.diagnostics + set.diagnostics
        return set
    }

    /// The manifests when they are valid: errors end the command, warnings and notes are told where `tell` says so.
    func loadValid(
        online: OnlineTarget? = nil, api: RouteAPI = .standard, outputs: [OutputsOfRoute], applied: [RouteView] = [],
        tell: Bool = true,
        defaultNamespace: ContextNamespace = .none, _ context: CommandContext
    ) async throws(Failure) -> ManifestSet {
        var set = try await load(
            online: online, api: api, outputs: outputs, applied: applied, defaultNamespace: defaultNamespace, context)
        // A person who only wants to apply need not hear it each time.
        if !context.verbose { set.diagnostics.removeAll { $0.code == .deprecatedVersion } }
        guard set.isValid else { throw Failure.invalidManifests(set.diagnostics) }
        if tell { context.tell(set.diagnostics) }
        return set
    }
}

extension CommandContext {
    /// Tells what is to be said of manifests that are valid.
    func tell(_ diagnostics: [Diagnostic]) {
        let text = text(diagnostics, style: errorStyle)
        if !text.isEmpty { report(text + "\n") }
    }
}
