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
        try checkFile()
        let manifest = try await values.manifest(context)
        let text = manifest.text(schemaLocation: PublishedSchema.manifest.id)
        if file == "-" {
            context.print(text)
        } else {
            try write(Array(text.utf8))
            context.inform(nextSteps)
        }
        return .success
    }

    /// What stands in the way is told before any question.
    private func checkFile() throws(Failure) {
        guard file != "-" else { return }
        guard !file.isEmpty else { throw Failure.usage("the name of the file is empty") }
        if Path.isSpecial(file) {
            throw Failure(
                .unwritableFile, "nothing was written: '\(file)' is no regular file",
                help: "name a file, or - for standard output")
        }
        if !force, Path.exists(file) { throw existing }
    }

    private var existing: Failure {
        Failure(
            .fileExists, "nothing was written: '\(file)' exists already",
            help: "name another file, or replace it with --force")
    }

    private func write(_ bytes: [UInt8]) throws(Failure) {
        do {
            if force {
                try DurableFile.replace(file, with: bytes, permissions: 0o644)
            } else {
                try DurableFile.create(file, with: bytes, permissions: 0o644)
            }
        } catch {
            // Somebody else may have made it since it was looked for.
            if !force, Path.exists(file) { throw existing }
            let folder = Path.folder(of: file)
            // The error names the file that was asked for, not the temporary one beside it.
            let error = FileError(error.operation, file, number: error.number)
            throw Failure(
                .unwritableFile, "nothing was written: \(error.message)",
                help: error.isMissing ? "make the folder first: mkdir -p \(shellWord(folder))" : error.help)
        }
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
