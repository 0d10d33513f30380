internal import Diagnostics

/// The picture as SVG: a row for each backend in the order of the tree, so that no lines cross.
package enum SVGPicture {
    /// Where the columns begin and how wide they are.
    private enum Column {
        static let gateway = (x: 16, width: 168)
        static let listener = (x: 224, width: 150)
        static let route = (x: 414, width: 246)
        static let share = (x: 660, width: 86)
        static let backend = (x: 746, width: 210)
        static let note = (x: 966, width: 170)
    }

    private static let (rowHeight, boxHeight, width, margin) = (26, 22, 1152, 16)

    /// A whole SVG file.
    package static func text(_ picture: Picture) -> String {
        var drawing = Drawing()
        drawing.add(picture.folded())
        drawing.addLegend()
        let back = "<rect class=\"back\" width=\"100%\" height=\"100%\"/>"
        return document(drawing, above: ["<style>\(HTMLText.colours)\n\(style)</style>", back])
    }

    /// A drawing within a page, which has the style and says what the signs mean.
    static func fragment(_ picture: Picture) -> String {
        var drawing = Drawing()
        drawing.add(picture.folded())
        return document(drawing, above: [])
    }

    private static func document(_ drawing: Drawing, above: [String]) -> String {
        let height = drawing.row * rowHeight + 2 * margin
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(width) \(height)" width="\(width)" height="\(height)" role="img" aria-label="\(Picture.title)">
            \((above + drawing.elements).joined(separator: "\n"))
            </svg>

            """
    }

    static let style = """
        .back{fill:var(--back)}text{font:12px ui-monospace,monospace;fill:var(--fore)}
        rect.box{fill:var(--box);stroke:var(--line)}path{fill:none;stroke:var(--line)}
        rect.problem,path.problem{stroke:var(--bad);stroke-dasharray:5 3;stroke-width:1.5}text.problem{fill:var(--bad)}
        rect.loser,path.loser{stroke-dasharray:2 2}text.loser{opacity:.6}rect.unknown,path.unknown{stroke-dasharray:5 3}
        """

    /// Boxes and lines, row by row.
    private struct Drawing {
        private(set) var elements: [String] = []
        private(set) var row = 0

        private func center(_ row: Int) -> Int {
            SVGPicture.margin + row * SVGPicture.rowHeight + SVGPicture.boxHeight / 2
        }

        mutating func add(_ picture: Picture) {
            for gateway in picture.gateways { add(gateway) }
            for route in picture.unattached { add(route) }
        }

        mutating func addLegend() {
            text(Picture.legend, .fine, (SVGPicture.margin, SVGPicture.width - 2 * SVGPicture.margin), row)
            row += 1
        }

        private mutating func add(_ gateway: Picture.Gateway) {
            let own = row
            box(gateway.title, gateway.note, gateway.mark, Column.gateway, own)
            // What is to be said of it has a row of its own, and so has what has nothing below it.
            if let note = gateway.note { text(note, gateway.mark, Self.beside(Column.listener), own) }
            if gateway.note != nil || gateway.listeners.isEmpty { row += 1 }
            for listener in gateway.listeners {
                line(from: Column.gateway, own, to: Column.listener, row, listener.mark)
                add(listener)
            }
        }

        private mutating func add(_ listener: Picture.Listener) {
            let own = row
            box(listener.title, listener.note, listener.mark, Column.listener, own)
            if let note = listener.note { text(note, listener.mark, Self.beside(Column.route), own) }
            if listener.note != nil || listener.routes.isEmpty { row += 1 }
            for route in listener.routes {
                line(from: Column.listener, own, to: Column.route, row, route.mark)
                add(route)
            }
        }

        private mutating func add(_ route: Picture.Route) {
            let own = row
            box(route.title, route.note, route.mark, Column.route, own)
            if let note = route.note { text(note, route.mark, Self.beside(Column.share), own) }
            if route.note != nil || route.backends.isEmpty { row += 1 }
            for backend in route.backends {
                line(from: Column.route, own, to: Column.backend, row, backend.mark)
                label(backend.share, backend.mark, row)
                box(backend.title, nil, backend.mark, Column.backend, row)
                text(backend.brief ?? backend.note, title: backend.note, backend.mark, Column.note, row)
                row += 1
            }
        }

        /// Where the words about a box stand: from the next column to the end.
        private static func beside(_ column: (x: Int, width: Int)) -> (x: Int, width: Int) {
            (column.x + 10, SVGPicture.width - SVGPicture.margin - column.x - 10)
        }

        private mutating func box(
            _ title: String, _ note: String?, _ mark: Picture.Mark, _ column: (x: Int, width: Int), _ row: Int
        ) {
            let shown = mark.sign.isEmpty ? title : "\(mark.sign) \(title)"
            let full = note.map { "\(title): \($0)" } ?? title
            let name = mark.styleName ?? ""
            elements.append(
                """
                <g aria-label="\(XMLText.escaped(full))"><title>\(XMLText.escaped(full))</title>\
                <rect class="box \(name)" x="\(column.x)" y="\(center(row) - SVGPicture.boxHeight / 2)" width="\(column.width)" height="\(SVGPicture.boxHeight)" rx="4"/>\
                <text class="\(name)" x="\(column.x + 8)" y="\(center(row) + 4)">\(XMLText.escaped(XMLText.fitting(shown, column.width - 16)))</text></g>
                """)
        }

        /// - Parameter title: the whole of what the text says in brief.
        private mutating func text(
            _ text: String, title: String? = nil, _ mark: Picture.Mark, _ column: (x: Int, width: Int), _ row: Int
        ) {
            elements.append(
                """
                <g><title>\(XMLText.escaped(title ?? text))</title><text class="\(mark.styleName ?? "")" x="\(column.x)" \
                y="\(center(row) + 4)">\(XMLText.escaped(XMLText.fitting(text, column.width)))</text></g>
                """)
        }

        /// The share, on the line between route and backend.
        private mutating func label(_ share: String, _ mark: Picture.Mark, _ row: Int) {
            elements.append(
                """
                <text class="\(mark.styleName ?? "")" x="\(Column.backend.x - 8)" y="\(center(row) - 3)" \
                text-anchor="end">\(XMLText.escaped(share))</text>
                """)
        }

        /// A line that leaves its trunk, which all lines from a box have in common, at the height of its end.
        private mutating func line(
            from start: (x: Int, width: Int), _ startRow: Int, to end: (x: Int, width: Int), _ endRow: Int,
            _ mark: Picture.Mark
        ) {
            let (x, y) = (start.x + start.width, center(startRow))
            let bend = x + 16
            elements.append(
                """
                <path d="M\(x) \(y)H\(bend)V\(center(endRow))"/>\
                <path class="\(mark.styleName ?? "")" d="M\(bend) \(center(endRow))H\(end.x)"/>
                """)
        }
    }
}

/// Text for SVG and HTML.
enum XMLText {
    static func escaped(_ text: String) -> String {
        text.onOneLine.unicodeScalars.reduce(into: "") { result, scalar in
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            case "\u{FFFE}", "\u{FFFF}": result += "\u{FFFD}"
            default: result.unicodeScalars.append(scalar)
            }
        }
    }

    /// The text cut in its middle to a width in pixels; of `namespace/name` the namespace goes first.
    static func fitting(_ text: String, _ pixels: Int) -> String {
        // A character of the 12 px monospace font is 7.25 px wide, a wide one twice that.
        let limit = pixels * 4 / 29
        guard width(text) > limit else { return text }
        if let slash = text.firstIndex(of: "/"), !text[..<slash].contains(" ") {
            let short = "…" + text[slash...]
            if width(short) <= limit { return short }
        }
        var (head, tail) = (Substring(text), Substring())
        let half = limit / 2
        while width(String(head)) > limit - half - 1, !head.isEmpty { head.removeLast() }
        tail = text[head.endIndex...]
        while width(String(tail)) > half, !tail.isEmpty { tail.removeFirst() }
        return "\(head)…\(tail)"
    }

    private static func width(_ text: String) -> Int {
        text.unicodeScalars.reduce(0) { $0 + $1.terminalWidth }
    }
}
