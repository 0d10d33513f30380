internal import Diagnostics

/// The picture as a tree in plain text.
package enum TextPicture {
    /// The tree; two stand side by side where they fit, and one below the other where not.
    ///
    /// - Parameter width: the columns that there are.
    package static func text(_ sheet: PictureSheet, width: Int = 160) -> String {
        let sides = (0..<sheet.sideCount).map { blocks(sheet.picture($0)) }
        guard sheet.isComparison else { return lines(sides.joined().joined()) }
        var columns = zip(sheet.headings, sides).map { heading, blocks in [[heading]] + blocks }
        let remarks = sheet.remarks.map { "→ \($0)".onOneLine }
        let text =
            beside(columns, width: width)
            ?? {
                for side in columns.indices.dropFirst() { columns[side].insert([""], at: 0) }
                return lines(columns.joined().joined())
            }()
        return text + (remarks.isEmpty ? "" : "\n" + lines(remarks))
    }

    private static func lines(_ lines: some Sequence<String>) -> String { lines.map { $0 + "\n" }.joined() }

    /// Lists of blocks side by side, each block at the height of its fellows; nil where they do not fit.
    private static func beside(_ columns: [[[String]]], width: Int) -> String? {
        let widths = columns.map { $0.joined().map(\.columns).max() ?? 0 }
        guard widths.reduce(0, +) + (columns.count - 1) * gap.columns <= width else { return nil }
        let count = columns.map(\.count).max() ?? 0
        var rows: [String] = []
        for block in 0..<count {
            let parts = columns.map { block < $0.count ? $0[block] : [] }
            for line in 0..<(parts.map(\.count).max() ?? 0) {
                let cells = zip(parts, widths).map { part, width in
                    let text = line < part.count ? part[line] : ""
                    return text + String(repeating: " ", count: width - text.columns)
                }
                var row = cells.joined(separator: gap)
                while row.last == " " { row.removeLast() }
                rows.append(row)
            }
        }
        return lines(rows)
    }

    private static var gap: String { "  ┃  " }

    // MARK: Trees

    /// The lines of the tree: a block for each Gateway, each listener, and the routes that attach to nothing.
    private static func blocks(_ picture: Picture) -> [[String]] {
        var blocks: [[String]] = []
        for gateway in picture.gateways {
            blocks.append([line("Gateway \(gateway.title)", gateway.mark, gateway.note)])
            var listeners: [String] = []
            add(gateway.listeners, &listeners, "") { listener, prefix, lines in
                lines = [line(prefix.own + listener.title, listener.mark, listener.note)]
                add(listener.routes, &lines, prefix.below) { route, prefix, lines in
                    lines.append(line(prefix.own + route.title, route.mark, route.note))
                    addBackends(of: route, &lines, prefix.below)
                }
                blocks.append(lines)
            }
        }
        var rest: [String] = []
        for route in picture.unattached {
            rest.append(line("Route \(route.title)", route.mark, route.note))
            addBackends(of: route, &rest, "")
        }
        return blocks + [rest]
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

    /// How many columns of a terminal it takes, or characters of a monospace font.
    var columns: Int { unicodeScalars.reduce(0) { $0 + $1.terminalWidth } }
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
