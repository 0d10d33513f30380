internal import ArgumentParser

/// What a table of live routes shows beside the server's columns.
struct RouteTableOptions: ParsableArguments {
    @Flag(help: "Leave the names of the columns out.")
    var noHeaders = false

    @Flag(help: "Print the labels in a last column.")
    var showLabels = false

    @Option(
        name: [.customShort("L", allowingJoined: true), .long],
        help: ArgumentHelp(
            "Label that gets a column of its own; repeatable, or several with commas.", valueName: "label"))
    var labelColumns: [String] = []

    @Flag(help: "Print the kind before each name.")
    var showKind = false

    func layout(isWide: Bool, showsNamespace: Bool) -> RouteTable.Layout {
        RouteTable.Layout(
            isWide: isWide, hasHeader: !noHeaders, showsNamespace: showsNamespace, showsKind: showKind,
            showsLabels: showLabels, labelColumns: labelColumns.flatMap { $0.split(separator: ",").map(String.init) })
    }
}
