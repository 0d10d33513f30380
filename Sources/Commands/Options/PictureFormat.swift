internal import ArgumentParser
internal import Pictures

/// How a picture is drawn.
enum PictureFormat: String, ExpressibleByArgument, CaseIterable {
    case text, mermaid, dot, svg, html

    /// - Parameter width: the columns of the terminal; nil where there is none.
    func text(_ sheet: PictureSheet, width: Int?) -> String {
        switch self {
        case .text: width.map { TextPicture.text(sheet, width: $0) } ?? TextPicture.text(sheet)
        case .mermaid: MermaidPicture.text(sheet)
        case .dot: DOTPicture.text(sheet)
        case .svg: SVGPicture.text(sheet)
        case .html: HTMLPicture.text(sheet)
        }
    }
}
