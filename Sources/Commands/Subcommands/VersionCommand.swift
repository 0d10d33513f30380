internal import ArgumentParser
internal import GatewayAPI
internal import Values

struct VersionCommand: RunnableCommand {
    static let configuration = CommandConfiguration(
        commandName: "version", abstract: "Print the version of openmcf and what it knows.")

    @OptionGroup var format: ResultFormatOptions
    @OptionGroup(title: "General") var output: OutputOptions

    var wantsJSON: Bool { format.isJSON }
    var isGuarded: Bool { false }

    func execute(_ context: CommandContext) async throws -> ExitStatus {
        if format.isJSON {
            let result: Value = [
                "formatVersion": .string(FormatVersion.current), "version": .string(Version.number),
                "gatewayAPI": .array(GatewayAPITarget.known.map(Value.string)),
            ]
            context.print(JSONWriter.text(result, .indented) + "\n")
        } else {
            let known = GatewayAPITarget.known
            context.print("\(Version.text)\nGateway API \(known.first ?? "") to \(known.last ?? "")\n")
        }
        return .success
    }
}

struct CompletionCommand: RunnableCommand {
    static let configuration = CommandConfiguration(
        commandName: "completion",
        abstract: "Print a script that completes commands and flags in a shell.",
        discussion: """
            Examples:
              openmcf completion bash > /etc/bash_completion.d/openmcf
              openmcf completion zsh > "${fpath[1]}/_openmcf"
              openmcf completion fish > ~/.config/fish/completions/openmcf.fish
            """)

    @Argument(help: "bash, zsh or fish.")
    var shell: Shell

    @OptionGroup(title: "General") var output: OutputOptions

    enum Shell: String, ExpressibleByArgument, CaseIterable { case bash, zsh, fish }

    var wantsJSON: Bool { false }
    var isGuarded: Bool { false }

    func execute(_ context: CommandContext) async throws -> ExitStatus {
        guard let shell = CompletionShell(rawValue: shell.rawValue) else {
            throw Failure.usage("there is no completion for '\(shell.rawValue)'")
        }
        context.print(OpenMCF.completionScript(for: shell) + "\n")
        return .success
    }
}
