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
                    LoadManifestCommand.self, ConvertCommand.self, GraphCommand.self,
                ]),
            CommandGroup(
                name: "Routes",
                subcommands: [
                    PlanCommand.self, DiffCommand.self, ApplyCommand.self, DestroyCommand.self, StatusCommand.self,
                    OutputsCommand.self, GetCommand.self, RefreshCommand.self,
                ]),
            CommandGroup(
                name: "Tools",
                subcommands: [
                    DoctorCommand.self, SandboxCommand.self, SchemaCommand.self, VersionCommand.self,
                    CompletionCommand.self,
                ]),
        ])
}

extension OpenMCF {
    /// Runs the command that the context's arguments name, and tells what becomes of it.
    static func run(in context: CommandContext) async -> ExitStatus {
        do {
            var command = try parseAsRoot(context.invocation.arguments)
            if let command = command as? any RunnableCommand { return await command.run(in: context) }
            // The program alone and its own `help` print texts, which they throw.
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
            return .success
        } catch {
            guard exitCode(for: error).isSuccess, context.invocation.unknownCommand == nil else {
                return UsageReport(context).tell(error)
            }
            context.print(fullMessage(for: error) + "\n")
            return context.status(.success)
        }
    }
}

/// Makes the process fit for running; to be called before anything else, since that may open files.
package func prepareProcess() {
    StandardStreams.openMissing()
    DescriptorLimit.raise()
    LargeBuffers.returnWhenFreed()
}

/// Runs the command line of this process to its end.
package func runCommandLine() async -> Never {
    let status = await OpenMCF.run(in: .system(arguments: Array(CommandLine.arguments.dropFirst())))
    // Everything is told: this only ends the process.
    OpenMCF.exit(withError: ExitCode(status.code))
}
