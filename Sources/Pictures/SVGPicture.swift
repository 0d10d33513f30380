/// The picture as SVG: a row for each backend in the order of the tree, so that no lines cross.
package enum SVGPicture {
    /// A whole SVG file.
    package static func text(_ sheet: PictureSheet) -> String {
        var drawing = SVGDrawing(sheet)
        drawing.add(sheet.folded())
        drawing.addLegend()
        let back = "<rect class=\"back\" width=\"100%\" height=\"100%\"/>"
        return document(drawing, above: ["<style>\(HTMLText.colours)\n\(style)</style>", back])
    }

    /// A drawing within a page, which has the style and says what the signs mean.
    static func fragment(_ sheet: PictureSheet) -> String {
        var drawing = SVGDrawing(sheet)
        drawing.add(sheet)
        return document(drawing, above: [])
    }

    private static func document(_ drawing: SVGDrawing, above: [String]) -> String {
        let (width, height) = (drawing.width, drawing.height)
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(width) \(height)" width="\(width)" height="\(height)" role="img" aria-label="\(Picture.title)">
            \((above + drawing.elements).joined(separator: "\n"))
            </svg>

            """
    }

    static let style = """
        .back{fill:var(--back)}text{font:12px ui-monospace,monospace;fill:var(--fore)}text.heading{font-weight:bold}
        rect.box{fill:var(--box);stroke:var(--line)}path{fill:none;stroke:var(--line)}
        rect.problem,path.problem{stroke:var(--bad);stroke-dasharray:5 3;stroke-width:1.5}text.problem{fill:var(--bad)}
        rect.loser,path.loser{stroke-dasharray:2 2}text.loser{fill:var(--faint)}rect.unknown,path.unknown{stroke-dasharray:5 3}
        """
}

/// Boxes and lines, row by row.
struct SVGDrawing {
    /// Where something begins and how wide it is.
    private typealias Span = (x: Int, width: Int)

    /// The columns of a picture from the routes on; Gateways and listeners are drawn once for all.
    private struct Side {
        let route: Span
        let share: Span
        let backend: Span
        let note: Span
        /// Where the line to a route begins: at the listener's box, or at the edge of a picture further right.
        let start: Int

        var end: Int { note.x + note.width }

        /// - Parameter widths: of route, share, backend and note.
        init(at x: Int, from start: Int, _ widths: (Int, Int, Int, Int)) {
            route = (x, widths.0)
            share = (x + widths.0, widths.1)
            backend = (share.x + widths.1, widths.2)
            note = (backend.x + widths.2 + 10, widths.3)
            self.start = start
        }
    }

    private static let (rowHeight, boxHeight, margin, gap) = (26, 22, 16, 10)
    private let gateway: Span
    private let listener: Span
    private let sides: [Side]
    private(set) var elements: [String] = []
    private var row = 0
    /// The height of the gaps between the Gateways so far.
    private var gaps = 0

    var width: Int { (sides.last?.end ?? 0) + Self.margin }
    var height: Int { row * Self.rowHeight + gaps + 2 * Self.margin }

    init(_ sheet: PictureSheet) {
        guard sheet.isComparison else {
            (gateway, listener) = ((16, 168), (224, 150))
            sides = [Side(at: 414, from: 374, (246, 86, 210, 170))]
            return
        }
        (gateway, listener) = ((16, 150), (206, 140))
        let widths = (190, 84, 180, 136)
        let before = Side(at: 386, from: 346, widths)
        sides = [before, Side(at: before.end + 44, from: before.end + 4, widths)]
        for (side, heading) in zip(sides, sheet.headings) { text(heading, "heading", side.route, 0) }
        row = 1
    }

    private func center(_ row: Int) -> Int { Self.margin + gaps + row * Self.rowHeight + Self.boxHeight / 2 }

    mutating func add(_ sheet: PictureSheet) {
        for (number, gateway) in sheet.gateways.enumerated() {
            if number > 0 { gaps += Self.gap }
            add(gateway)
        }
        if !sheet.gateways.isEmpty { gaps += Self.gap }
        let start = row
        for (side, routes) in zip(sides, sheet.unattached) {
            var next = start
            for route in routes { add(route, side, &next) }
            row = max(row, next)
        }
    }

    mutating func addLegend() {
        text(Picture.legend, "", (Self.margin, width - 2 * Self.margin), row)
        row += 1
    }

    private mutating func add(_ gateway: PictureSheet.Gateway) {
        let (own, shown) = (row, gateway.shown)
        box(shown.title, shown.note, shown.mark, self.gateway, own)
        // What is to be said of it has a row of its own, and so has what has nothing below it.
        if let note = shown.note { text(note, shown.mark.styleName ?? "", beside(listener.x), own) }
        if shown.note != nil || gateway.listeners.isEmpty { row += 1 }
        for listener in gateway.listeners {
            line(from: self.gateway.x + self.gateway.width, own, to: self.listener, row, listener.shown.mark)
            add(listener)
        }
    }

    private mutating func add(_ listener: PictureSheet.Listener) {
        let (own, shown) = (row, listener.shown)
        box(shown.title, shown.note, shown.mark, self.listener, own)
        for (side, picture) in zip(sides, listener.sides) {
            if let note = picture.note { text(note, picture.mark.styleName ?? "", beside(side.route.x, side.end), own) }
        }
        let hasNote = listener.sides.contains { $0.note != nil }
        if hasNote || listener.sides.allSatisfy(\.routes.isEmpty) { row += 1 }
        let start = row
        for (side, picture) in zip(sides, listener.sides) {
            var next = start
            for route in picture.routes {
                line(from: side.start, own, to: side.route, next, route.mark)
                add(route, side, &next)
            }
            row = max(row, next)
        }
    }

    private mutating func add(_ route: Picture.Route, _ side: Side, _ row: inout Int) {
        let own = row
        box(route.title, route.note, route.mark, side.route, own)
        if let note = route.note { text(note, route.mark.styleName ?? "", beside(side.share.x, side.end), own) }
        if route.note != nil || route.backends.isEmpty { row += 1 }
        for backend in route.backends {
            let style = backend.mark.styleName ?? ""
            line(from: side.route.x + side.route.width, own, to: side.backend, row, backend.mark)
            share(backend.share, style, side.backend.x - 8, row)
            box(backend.title, nil, backend.mark, side.backend, row)
            text(backend.brief ?? backend.note, title: backend.note, style, side.note, row)
            row += 1
        }
    }

    /// Where the words about a box stand: from the next column to the end.
    private func beside(_ x: Int, _ end: Int? = nil) -> Span { (x + 10, (end ?? width - Self.margin) - x - 10) }

    private mutating func box(_ title: String, _ note: String?, _ mark: Picture.Mark, _ column: Span, _ row: Int) {
        let shown = mark.sign.isEmpty ? title : "\(mark.sign) \(title)"
        let full = note.map { "\(title): \($0)" } ?? title
        let name = mark.styleName ?? ""
        elements.append(
            """
            <g aria-label="\(XMLText.escaped(full))"><title>\(XMLText.escaped(full))</title>\
            <rect class="box \(name)" x="\(column.x)" y="\(center(row) - Self.boxHeight / 2)" width="\(column.width)" height="\(Self.boxHeight)" rx="4"/>\
            <text class="\(name)" x="\(column.x + 8)" y="\(center(row) + 4)">\(XMLText.escaped(XMLText.fitting(shown, column.width - 16)))</text></g>
            """)
    }

    /// - Parameter title: the whole of what the text says in brief.
    private mutating func text(_ text: String, title: String? = nil, _ style: String, _ column: Span, _ row: Int) {
        elements.append(
            """
            <g><title>\(XMLText.escaped(title ?? text))</title><text class="\(style)" x="\(column.x)" \
            y="\(center(row) + 4)">\(XMLText.escaped(XMLText.fitting(text, column.width)))</text></g>
            """)
    }

    /// The share, on the line between route and backend.
    private mutating func share(_ share: String, _ style: String, _ end: Int, _ row: Int) {
        elements.append(
            """
            <text class="\(style)" x="\(end)" y="\(center(row) - 3)" text-anchor="end">\(XMLText.escaped(share))</text>
            """)
    }

    /// A line that leaves its trunk, which all lines from a box have in common, at the height of its end.
    private mutating func line(from x: Int, _ startRow: Int, to end: Span, _ endRow: Int, _ mark: Picture.Mark) {
        let bend = x + 16
        elements.append(
            """
            <path d="M\(x) \(center(startRow))H\(bend)V\(center(endRow))"/>\
            <path class="\(mark.styleName ?? "")" d="M\(bend) \(center(endRow))H\(end.x)"/>
            """)
    }
}

extension PictureSheet.Listener {
    /// As it is in the end.
    var shown: Picture.Listener { sides.last ?? Picture.Listener(title: "") }
}
