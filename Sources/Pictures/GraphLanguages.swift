/// The picture as a graph of boxes and arrows, for the languages that lay it out themselves.
struct PictureGraph {
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

    init(_ picture: Picture) {
        for gateway in picture.gateways {
            let top = box("Gateway \(gateway.title)", gateway.note, gateway.mark)
            for listener in gateway.listeners {
                let middle = box(listener.title, listener.note, listener.mark, below: top)
                for route in listener.routes { add(route, below: middle) }
            }
        }
        for route in picture.unattached { add(route, below: nil) }
    }

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
        let number = boxes.count - 1
        if let below { arrows.append(Arrow(from: below, to: number, text: share, isDashed: mark != .fine)) }
        return number
    }
}

/// The picture for Mermaid, which GitHub and GitLab draw in Markdown.
package enum MermaidPicture {
    package static func text(_ picture: Picture) -> String {
        // Mermaid refuses more than 500 arrows.
        let graph = PictureGraph(picture.folded())
        var lines = ["flowchart LR"]
        for (number, box) in graph.boxes.enumerated() {
            let style = box.mark.styleName.map { ":::\($0)" } ?? ""
            lines.append("  n\(number)[\"\(box.text.map(escaped).joined(separator: "<br/>"))\"]\(style)")
        }
        for arrow in graph.arrows {
            let line = arrow.isDashed ? "-.->" : "-->"
            let text = arrow.text.map { "|\"\(escaped($0))\"|" } ?? ""
            lines.append("  n\(arrow.from) \(line)\(text) n\(arrow.to)")
        }
        lines += [
            "  classDef problem stroke:#c62828,stroke-width:2px,stroke-dasharray:5 3",
            "  classDef loser stroke:#888,color:#888,stroke-dasharray:2 2",
            "  classDef unknown stroke:#888,stroke-dasharray:5 3",
        ]
        return lines.map { $0 + "\n" }.joined()
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
    package static func text(_ picture: Picture) -> String {
        let graph = PictureGraph(picture)
        var lines = [
            "digraph routing {", "  rankdir=LR;", "  node [shape=box, fontname=\"monospace\", fontsize=10];",
            "  edge [fontname=\"monospace\", fontsize=10];",
        ]
        for (number, box) in graph.boxes.enumerated() {
            let style =
                switch box.mark {
                case .fine: ""
                case .loser: ", style=dotted, fontcolor=gray50, color=gray50"
                case .problem: ", style=dashed, color=red3, penwidth=2"
                case .unknown: ", style=dashed, color=gray50"
                }
            lines.append("  n\(number) [label=\"\(box.text.map(escaped).joined(separator: "\\n"))\"\(style)];")
        }
        for arrow in graph.arrows {
            let attributes = [
                arrow.text.map { "label=\"\(escaped($0))\"" }, arrow.isDashed ? "style=dashed" : nil,
            ].compactMap(\.self).joined(separator: ", ")
            lines.append("  n\(arrow.from) -> n\(arrow.to)\(attributes.isEmpty ? "" : " [\(attributes)]");")
        }
        lines.append("}")
        return lines.map { $0 + "\n" }.joined()
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
