internal import ArgumentParser

/// Where manifests are written to, instead of standard output.
struct ManifestFileOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "File, or - for standard output; a directory, or a name that ends in '/', gets a file for each.",
            valueName: "path")
    )
    var out: String?

    @Flag(help: "Replace files that exist, but none that is read.")
    var force = false

    /// Where the files go; nil for standard output.
    var path: String? { out == "-" ? nil : out }

    func validate() throws {
        if out == "" { throw ValidationError("the name of the file is empty") }
        if out == nil, force { throw ValidationError("--force is about the files of --out") }
    }
}
