internal import ArgumentParser

/// A result of `validate`: for a person, for a script, or for the tools of a CI system.
enum ValidationFormat: String, ExpressibleByArgument, CaseIterable {
    case text, json, sarif, github, junit
}

struct ValidationFormatOptions: ParsableArguments {
    @Option(
        name: [.customShort("o", allowingJoined: true), .customLong("output")],
        help: "How to print the result; github prints workflow commands for annotations.")
    var format = ValidationFormat.text
}
