internal import ArgumentParser

/// Objects as YAML documents or as one JSON list.
enum ObjectFormat: String, ExpressibleByArgument, CaseIterable {
    case yaml, json
}

struct ObjectFormatOptions: ParsableArguments {
    @Option(
        name: [.customShort("o", allowingJoined: true), .customLong("output")],
        help: "How to print the objects: yaml or json.")
    var format = ObjectFormat.yaml

    var isJSON: Bool { format == .json }
}
