internal import ArgumentParser
internal import Diagnostics
internal import GatewayAPI
internal import Manifests
internal import Values

struct ConvertCommand: RunnableCommand {
    static let configuration = CommandConfiguration(
        commandName: "convert",
        abstract: "Print the manifests that TCPRoute objects, and Routes of OpenShift, stand for.",
        discussion: """
            Takes TCPRoutes from files or from the cluster and prints KubernetesTcpRoutes: what was set, without \
            defaults and without what servers set, with the comments. What a manifest has no place for is refused. \
            Routes of OpenShift become TCP routes where TCP can do what they do. Manifests are spelled anew, those of \
            Planton too.

            Examples:
              openmcf convert -f tcproutes.yaml
              openmcf convert --live -A --out manifests/
              openmcf convert --live -A --to v1 --gateway-api v1.6/standard
              kubectl get tcproutes -A -o yaml | openmcf convert -f -
              oc get routes,services -A -o yaml | openmcf convert -f - --gateway infra/edge --skip
            """)

    @OptionGroup(title: "Objects") var source: ManifestSourceOptions
    @OptionGroup(title: "Live routes") var live: LiveSourceOptions
    @OptionGroup var api: RouteAPIOptions
    @OptionGroup(title: "Cluster") var cluster: ClusterOptions
    @OptionGroup var requests: ParallelismOptions
    @OptionGroup(title: "Conversion") var conversion: ConversionFlags
    @OptionGroup var files: ManifestFileOptions
    @OptionGroup var format: ObjectFormatOptions
    @OptionGroup(title: "General") var output: OutputOptions

    var wantsJSON: Bool { format.isJSON }
    var timeLimit: Duration? { cluster.timeout.duration }

    func validate() throws {
        if live.live, !source.isEmpty { throw ValidationError("give files or --live, not both") }
        if conversion.to != nil, source.target.apiVersion != .auto {
            throw ValidationError("--to says the version: leave --api-version out")
        }
        if !live.live, api.api != nil { throw ValidationError("--api chooses live routes: add --live") }
    }

    func execute(_ context: CommandContext) async throws -> ExitStatus {
        var options = try conversion.options
        var judge: GatewayAPITarget?
        if conversion.to == .v1 {
            let target = try source.target.target(online: OnlineTarget(version: .v1))
            options.migration = RouteMigration(to: target, splits: conversion.split)
            // What there is may have all that came before.
            judge = GatewayAPITarget(release: target.release, channel: .experimental, version: .v1alpha2)
        }
        let set = try await load(judgedBy: judge, context)
        let converted = set.conversions(options)
        let diagnostics = told(set, converted.flatMap(\.findings))
        guard !diagnostics.containsErrors else { throw Failure.invalidManifests(diagnostics) }
        var report = ConversionReport(converted, diagnostics, options)
        if !format.isJSON { context.tell(diagnostics) }
        if let out = files.path, !report.manifests.isEmpty {
            let files = ManifestFiles(
                report.manifests, out, replaces: files.force, sparing: inUse(set, context))
            try files.write(context)
            report.files = files.paths
        } else if !format.isJSON {
            context.print(report.text)
        }
        if format.isJSON {
            context.print(report.json)
        } else {
            let sentences = [report.comments, report.gateway, report.listeners, report.storage]
            for sentence in sentences.compactMap(\.self) { context.inform(sentence) }
        }
        return .success
    }

    /// What is said of the objects: how routes do beside each other, and what their version is worth, is not what this is
    /// about.
    private func told(_ set: ManifestSet, _ findings: [Diagnostic]) -> [Diagnostic] {
        let codes = [DiagnosticCode.serverFields, .defaultNamespace, .leftAlone, .unresolvedReference]
        let ofSources = set.diagnostics.filter { $0.severity == .error || codes.contains($0.code) }
        let told = ofSources + set.leftOut + findings
        guard live.live else { return told }
        let routes = Set(set.files)
        return told.map { $0.ofLiveRoute(among: routes) }
    }

    /// What the manifests were made from may have more in it than they: it is not replaced by them.
    private func inUse(_ set: ManifestSet, _ context: CommandContext) -> FilesInUse {
        var inUse = FilesInUse()
        inUse.add(cluster, context)
        if !live.live { inUse.add(manifests: set.files, context) }
        if let directory = source.named.kustomizeDirectory { inUse.add(kustomizeDirectory: directory) }
        return inUse
    }

    private func load(judgedBy judge: GatewayAPITarget?, _ context: CommandContext) async throws -> ManifestSet {
        var inputs: ManifestInputs?
        if live.live {
            let routes = try await live.inputs(
                cluster, requests, namespace: source.namespace, api.api ?? .standard, context)
            guard !routes.isEmpty else {
                context.inform("There are no TCPRoutes to convert.")
                return ManifestSet()
            }
            var read = ManifestInputs(standardInput: context.inputDescriptor)
            for route in routes { read.add(route) }
            inputs = read
        }
        let set = try await source.load(
            inputs, judgedBy: judge, converting: true, leavingOutInvalid: conversion.skip,
            defaultNamespace: live.live ? .none : cluster.contextNamespace(context), context)
        guard set.isValid else { throw Failure.invalidManifests(told(set, [])) }
        return set
    }
}
