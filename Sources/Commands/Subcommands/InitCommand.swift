internal import ArgumentParser
internal import Diagnostics
internal import Files
internal import Manifests
internal import Values

struct InitCommand: RunnableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Write a commented manifest to start from.",
        discussion: """
            On a terminal, asks for what the flags leave out; elsewhere takes the defaults. A file that is there \
            already stays as it is, unless --force says otherwise.

            Examples:
              openmcf init
              openmcf init routes/postgres.yaml --name postgres-route --namespace app-ns --backend postgres --port 5432
              openmcf init - | openmcf validate -f -
            """)

    @Argument(help: "File to write, or - for standard output.", completion: .file(extensions: ["yaml", "yml"]))
    var file = "tcproute.yaml"

    @OptionGroup(title: "Values") var values: StarterOptions

    @Flag(help: "Replace the file when it exists.")
    var force = false

    @OptionGroup(title: "General") var output: OutputOptions

    var wantsJSON: Bool { false }
    var isGuarded: Bool { false }

    func execute(_ context: CommandContext) async throws -> ExitStatus {
        let target = file == "-" ? nil : NewFile(path: file, replaces: force)
        // What stands in the way is told before any question.
        try target?.check(context)
        let manifest = try await values.manifest(context)
        let text = manifest.text(schemaLocation: PublishedSchema.manifest.id)
        if let target {
            try target.write(text)
            context.inform(nextSteps)
        } else {
            context.print(text)
        }
        return .success
    }

    private var nextSteps: String {
        // A name that begins with a dash would be taken for a flag.
        let name = shellWord(file.hasPrefix("-") ? "./" + file : file)
        return """
            Wrote \(name). Edit it, check it, and try it without a cluster:
              openmcf validate -f \(name)
              openmcf apply -f \(name) --sandbox
            'openmcf explain' documents every field.
            """
    }
}
