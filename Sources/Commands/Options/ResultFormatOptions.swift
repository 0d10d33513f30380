internal import ArgumentParser

/// A result as text or JSON.
enum ResultFormat: String, ExpressibleByArgument, CaseIterable {
    case text, json
}

struct ResultFormatOptions: ParsableArguments {
    @Option(
        name: [.customShort("o", allowingJoined: true), .customLong("output")],
        help: "How to print the result: text or json.")
    var format = ResultFormat.text

    var isJSON: Bool { format == .json }
}
