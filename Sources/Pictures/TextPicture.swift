internal import Diagnostics

/// The picture as a tree in plain text.
package enum TextPicture {
    package static func text(_ picture: Picture) -> String {
        var lines: [String] = []
        for gateway in picture.gateways {
            lines.append(line("Gateway \(gateway.title)", gateway.mark, gateway.note))
            add(gateway.listeners, &lines, "") { listener, prefix, lines in
                lines.append(line(prefix.own + listener.title, listener.mark, listener.note))
                add(listener.routes, &lines, prefix.below) { route, prefix, lines in
                    lines.append(line(prefix.own + route.title, route.mark, route.note))
                    addBackends(of: route, &lines, prefix.below)
                }
            }
        }
        for route in picture.unattached {
            lines.append(line("Route \(route.title)", route.mark, route.note))
            addBackends(of: route, &lines, "")
        }
        return lines.map { $0 + "\n" }.joined()
    }

    private static func addBackends(of route: Picture.Route, _ lines: inout [String], _ prefix: String) {
        let width = route.backends.map(\.share.count).max() ?? 0
        add(route.backends, &lines, prefix) { backend, prefix, lines in
            let share = String(repeating: " ", count: width - backend.share.count) + backend.share
            lines.append(line("\(prefix.own)\(share)  \(backend.title)", backend.mark, backend.note))
        }
    }

    /// Adds the elements of one branch, the last with a corner.
    private static func add<Element>(
        _ elements: [Element], _ lines: inout [String], _ prefix: String,
        _ draw: (Element, (own: String, below: String), inout [String]) -> Void
    ) {
        for (index, element) in elements.enumerated() {
            let isLast = index == elements.count - 1
            draw(element, (prefix + (isLast ? "└─ " : "├─ "), prefix + (isLast ? "   " : "│  ")), &lines)
        }
    }

    private static func line(_ text: String, _ mark: Picture.Mark, _ note: String?) -> String {
        let note = note.map { "  (\($0))" } ?? ""
        return (text + (mark.sign.isEmpty ? "" : " \(mark.sign)") + note).onOneLine
    }
}

extension String {
    /// The text on one line, without characters that drive a terminal or turn the direction of a text.
    var onOneLine: String { printable(String(map { $0.isNewline || $0 == "\t" ? " " : $0 })) }
}

extension Picture.Mark {
    /// The sign that stands behind a name.
    var sign: String {
        switch self {
        case .fine: ""
        case .loser: "·"
        case .problem: "✕"
        case .unknown: "?"
        }
    }
}
