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
        if files.path != nil, format.isJSON {
            throw ValidationError("--out writes YAML; leave it out for JSON on standard output")
        }
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
        let findings = converted.flatMap(\.findings)
        // How routes do beside each other is not what this is about.
        let told = [DiagnosticCode.serverFields, .defaultNamespace, .leftAlone, .unresolvedReference]
        let diagnostics = set.diagnostics.filter { told.contains($0.code) } + findings
        guard !findings.containsErrors else { throw Failure.invalidManifests(diagnostics) }
        let report = ConversionReport(converted, diagnostics, options)
        if format.isJSON {
            context.print(report.json)
        } else {
            context.tell(diagnostics)
            if let out = files.path, !report.manifests.isEmpty {
                try ManifestFiles(report.manifests, out, replaces: files.force).write(context)
            } else {
                context.print(report.text)
            }
            for sentence in [report.comments, report.listeners, report.storage].compactMap(\.self) {
                context.inform(sentence)
            }
        }
        return .success
    }

    private func load(judgedBy judge: GatewayAPITarget?, _ context: CommandContext) async throws -> ManifestSet {
        var inputs: ManifestInputs?
        if live.live {
            let api = api.api ?? .standard
            guard let input = try await live.input(cluster, requests, namespace: source.namespace, api, context) else {
                context.inform("There are no TCPRoutes to convert.")
                return ManifestSet()
            }
            var read = ManifestInputs(standardInput: context.inputDescriptor)
            read.add(input)
            inputs = read
        }
        let set = try await source.load(
            inputs, judgedBy: judge, converting: true,
            defaultNamespace: live.live ? nil : cluster.defaultNamespace(context), context)
        guard set.isValid else { throw Failure.invalidManifests(set.diagnostics) }
        return set
    }
}
