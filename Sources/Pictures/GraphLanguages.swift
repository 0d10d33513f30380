/// The picture as a graph of boxes and arrows, for the languages that lay it out themselves.
struct PictureGraph {
    /// The graphs of a sheet, whose boxes are numbered through.
    static func graphs(_ sheet: PictureSheet) -> [PictureGraph] {
        var start = 0
        return (0..<sheet.sideCount).map { side in
            let graph = PictureGraph(sheet.picture(side), start: start)
            start += graph.boxes.count
            return graph
        }
    }

    struct Box {
        let text: [String]
        let mark: Picture.Mark
    }

    struct Arrow {
        let from: Int
        let to: Int
        let text: String?
        let isDashed: Bool
    }

    private(set) var boxes: [Box] = []
    private(set) var arrows: [Arrow] = []
    private let start: Int

    /// - Parameter start: the number of the first box.
    init(_ picture: Picture, start: Int = 0) {
        self.start = start
        for gateway in picture.gateways {
            let top = box("Gateway \(gateway.title)", gateway.note, gateway.mark)
            for listener in gateway.listeners {
                let middle = box(listener.title, listener.note, listener.mark, below: top)
                for route in listener.routes { add(route, below: middle) }
            }
        }
        for route in picture.unattached { add(route, below: nil) }
    }

    /// The boxes with the numbers that arrows name them by.
    var numberedBoxes: Zip2Sequence<PartialRangeFrom<Int>, [Box]> { zip(start..., boxes) }

    private mutating func add(_ route: Picture.Route, below: Int?) {
        let number = box(route.title, route.note, route.mark, below: below)
        for backend in route.backends {
            _ = box(backend.title, backend.note, backend.mark, below: number, backend.share)
        }
    }

    private mutating func box(
        _ title: String, _ note: String?, _ mark: Picture.Mark, below: Int? = nil, _ share: String? = nil
    ) -> Int {
        let signed = mark.sign.isEmpty ? title : "\(title) \(mark.sign)"
        boxes.append(Box(text: [signed, note].compactMap(\.self), mark: mark))
        let number = start + boxes.count - 1
        if let below { arrows.append(Arrow(from: below, to: number, text: share, isDashed: mark != .fine)) }
        return number
    }
}

/// The picture for Mermaid, which GitHub and GitLab draw in Markdown.
package enum MermaidPicture {
    /// A flowchart, folded where it is long; of two pictures each is a subgraph.
    package static func text(_ sheet: PictureSheet) -> String {
        var lines = ["flowchart LR"]
        // Mermaid refuses more than 500 arrows.
        for (side, graph) in PictureGraph.graphs(sheet.folded()).enumerated() {
            guard sheet.isComparison else {
                lines += elements(graph, indent: "  ")
                break
            }
            lines += ["  subgraph side\(side)[\"\(sheet.headings[side])\"]", "    direction LR"]
            lines += elements(graph, indent: "    ") + ["  end"]
        }
        // An arrow that is not drawn keeps the first one first.
        if sheet.isComparison { lines.append("  side0 ~~~ side1") }
        lines += [
            "  classDef problem stroke:#c62828,stroke-width:2px,stroke-dasharray:5 3",
            "  classDef loser stroke:#888,color:#888,stroke-dasharray:2 2",
            "  classDef unknown stroke:#888,stroke-dasharray:5 3",
        ]
        return lines.map { $0 + "\n" }.joined()
    }

    private static func elements(_ graph: PictureGraph, indent: String) -> [String] {
        let boxes = graph.numberedBoxes.map { number, box in
            let style = box.mark.styleName.map { ":::\($0)" } ?? ""
            return "\(indent)n\(number)[\"\(box.text.map(escaped).joined(separator: "<br/>"))\"]\(style)"
        }
        return boxes
            + graph.arrows.map { arrow in
                let line = arrow.isDashed ? "-.->" : "-->"
                let text = arrow.text.map { "|\"\(escaped($0))\"|" } ?? ""
                return "\(indent)n\(arrow.from) \(line)\(text) n\(arrow.to)"
            }
    }

    /// Mermaid's own entities, which begin with `#`.
    private static func escaped(_ text: String) -> String {
        text.onOneLine.reduce(into: "") { result, character in
            switch character {
            case "&": result += "#amp;"
            case "\"": result += "#quot;"
            case "<": result += "#lt;"
            case ">": result += "#gt;"
            case "#": result += "#35;"
            case "`": result += "#96;"
            default: result.append(character)
            }
        }
    }
}

/// The picture for Graphviz.
package enum DOTPicture {
    /// A directed graph, never folded; of two pictures each is a cluster.
    package static func text(_ sheet: PictureSheet) -> String {
        var lines = [
            "digraph routing {", "  rankdir=LR;", "  node [shape=box, fontname=\"monospace\", fontsize=10];",
            "  edge [fontname=\"monospace\", fontsize=10];",
        ]
        // Graphviz puts the last cluster on top.
        for (side, graph) in PictureGraph.graphs(sheet).enumerated().reversed() {
            guard sheet.isComparison else {
                lines += elements(graph, indent: "  ")
                break
            }
            lines += ["  subgraph cluster_\(side) {", "    label=\"\(escaped(sheet.headings[side]))\";"]
            lines += elements(graph, indent: "    ") + ["  }"]
        }
        lines.append("}")
        return lines.map { $0 + "\n" }.joined()
    }

    private static func elements(_ graph: PictureGraph, indent: String) -> [String] {
        let boxes = graph.numberedBoxes.map { number, box in
            "\(indent)n\(number) [label=\"\(box.text.map(escaped).joined(separator: "\\n"))\"\(style(box.mark))];"
        }
        return boxes
            + graph.arrows.map { arrow in
                let attributes = [
                    arrow.text.map { "label=\"\(escaped($0))\"" }, arrow.isDashed ? "style=dashed" : nil,
                ].compactMap(\.self).joined(separator: ", ")
                return "\(indent)n\(arrow.from) -> n\(arrow.to)\(attributes.isEmpty ? "" : " [\(attributes)]");"
            }
    }

    private static func style(_ mark: Picture.Mark) -> String {
        switch mark {
        case .fine: ""
        case .loser: ", style=dotted, fontcolor=gray40, color=gray50"
        case .problem: ", style=dashed, color=red3, penwidth=2"
        case .unknown: ", style=dashed, color=gray50"
        }
    }

    private static func escaped(_ text: String) -> String {
        text.onOneLine.reduce(into: "") { result, character in
            if character == "\"" || character == "\\" { result += "\\" }
            result.append(character)
        }
    }
}

extension Picture.Mark {
    /// The class of its style; nil where it is drawn plainly.
    var styleName: String? {
        switch self {
        case .fine: nil
        case .loser: "loser"
        case .problem: "problem"
        case .unknown: "unknown"
        }
    }
}
