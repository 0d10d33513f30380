internal import ArgumentParser

/// The root of the command line.
struct OpenMCF: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "openmcf",
        abstract: "TCP routes on Kubernetes, declared: validate, plan, apply.",
        discussion: """
            Reads KubernetesTcpRoute manifests, shows what would change, and applies Gateway API TCPRoutes. With \
            --sandbox everything runs against an API server inside this program, without a cluster.

            Start here:
              openmcf init
              openmcf validate -f tcproute.yaml
              openmcf apply -f tcproute.yaml --sandbox
              openmcf outputs
            """,
        version: Version.text,
        groupedSubcommands: [
            CommandGroup(
                name: "Manifests",
                subcommands: [
                    InitCommand.self, ExplainCommand.self, ValidateCommand.self, RenderCommand.self,
                    LoadManifestCommand.self,
                ]),
            CommandGroup(
                name: "Routes",
                subcommands: [
                    PlanCommand.self, DiffCommand.self, ApplyCommand.self, DestroyCommand.self, OutputsCommand.self,
                ]),
            CommandGroup(
                name: "Tools",
                subcommands: [SandboxCommand.self, SchemaCommand.self, VersionCommand.self, CompletionCommand.self]),
        ])
}

/// Makes the process fit for running; to be called before anything else, since that may open files.
package func prepareProcess() {
    StandardStreams.openMissing()
    DescriptorLimit.raise()
}

/// Runs the command line of this process to its end.
package func runCommandLine() async {
    let arguments = Array(CommandLine.arguments.dropFirst())
    do {
        var command = try OpenMCF.parseAsRoot(arguments)
        if var asynchronous = command as? any AsyncParsableCommand {
            try await asynchronous.run()
        } else {
            try command.run()
        }
    } catch {
        // A command that ran has told its failure, and only its exit code is left to say.
        if !(error is ExitCode), OpenMCF.exitCode(for: error) == .validationFailure {
            UsageReport.print(error, arguments)
        }
        OpenMCF.exit(withError: error)
    }
}
