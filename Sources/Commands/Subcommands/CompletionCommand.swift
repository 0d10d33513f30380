internal import ArgumentParser

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
