internal import ArgumentParser
internal import Manifests
internal import Pictures

enum PictureFormat: String, ExpressibleByArgument, CaseIterable {
    case text, mermaid, dot, svg, html

    func text(_ picture: Picture) -> String {
        switch self {
        case .text: TextPicture.text(picture)
        case .mermaid: MermaidPicture.text(picture)
        case .dot: DOTPicture.text(picture)
        case .svg: SVGPicture.text(picture)
        case .html: HTMLPicture.text(picture)
        }
    }
}

struct GraphCommand: RunnableCommand {
    static let configuration = CommandConfiguration(
        commandName: "graph",
        abstract: "Draw who gets the connections: Gateways, listeners, routes, Services, endpoints.",
        discussion: """
            Draws what the manifests say, with the Gateways, Services, EndpointSlices and ReferenceGrants that are given \
            beside them. What is not given is not known, and drawn so. Nothing is asked of a cluster.

            Examples:
              openmcf graph routes/ gateway.yaml
              openmcf graph routes/ gateway.yaml -o svg > routes.svg
              openmcf graph routes/ gateway.yaml -o html > routes.html
              openmcf graph routes/ -o mermaid
            """)

    @OptionGroup(title: "Manifests") var source: ManifestSourceOptions
    @OptionGroup(title: "State") var state: StateOptions
    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: "What to draw: text (a tree), mermaid, dot (Graphviz), svg, or html (one page, nothing from elsewhere).")
    var format = PictureFormat.text
    @OptionGroup(title: "General") var output: OutputOptions

    var wantsJSON: Bool { false }

    func execute(_ context: CommandContext) async throws -> ExitStatus {
        let set = try await source.loadValid(outputs: state.outputs(context), context)
        context.print(format.text(Picture(set.routing)))
        return .success
    }
}
