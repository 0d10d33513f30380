internal import ArgumentParser

enum ColourChoice: String, ExpressibleByArgument, CaseIterable {
    case auto, always, never
}

/// Flags that every command has.
struct OutputOptions: ParsableArguments {
    @Option(name: .customLong("color"), help: "When to colour: auto, always or never. NO_COLOR is honoured.")
    var colour = ColourChoice.auto

    @Flag(name: .shortAndLong, help: "Print results and errors only.")
    var quiet = false

    @Flag(name: .shortAndLong, help: "Say what is asked of the cluster, and how long it took.")
    var verbose = false

    func configure(_ context: inout CommandContext) {
        context.colour = colour
        context.quiet = quiet
        context.verbose = verbose
    }

    func validate() throws {
        if quiet, verbose { throw ValidationError("--quiet and --verbose exclude each other") }
    }
}
