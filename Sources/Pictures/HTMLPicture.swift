/// The picture as one page that needs nothing from elsewhere: what is wrong on top, then a drawing for each Gateway.
package enum HTMLPicture {
    /// The page.
    package static func text(_ sheet: PictureSheet) -> String {
        let isLong = sheet.rowCount > PictureSheet.rowLimit
        var parts = sheet.gateways.map { gateway in
            section(
                "Gateway \(gateway.shown.title)", gateway.shown.mark, sheet.only([gateway]),
                isOpen: !isLong || !gateway.isQuiet)
        }
        if sheet.unattached.contains(where: { !$0.isEmpty }) {
            parts.append(section("Routes that attach to nothing", .problem, sheet.only([], true), isOpen: true))
        }
        let remarks = sheet.remarks.map { "<li>\(XMLText.escaped($0))</li>" }.joined(separator: "\n")
        return HTMLText.page(
            title: Picture.title,
            style: SVGPicture.style + "\n" + style
                + (sheet.isComparison ? "html body{max-width:1660px}svg{min-width:1200px}" : ""),
            body: """
                <h1>\(Picture.title)</h1>
                \(problemList(sheet))
                \(remarks.isEmpty ? "" : "<h2>What changes</h2>\n<ul>\(remarks)</ul>\n")\(parts.joined(separator: "\n"))
                <p>\(Picture.legend)</p>

                """)
    }

    private static let style = """
        details{overflow-x:auto;margin:.5rem 0}svg{max-width:100%;min-width:860px;height:auto}
        .wrong li{color:var(--bad)}h2{font-size:1.1rem}
        """

    /// How many problems are told without being asked for the rest.
    private static let shownProblems = 12

    private static func section(_ title: String, _ mark: Picture.Mark, _ sheet: PictureSheet, isOpen: Bool) -> String {
        let sign = mark.sign.isEmpty ? "" : "\(mark.sign) "
        return """
            <details\(isOpen ? " open" : "")><summary>\(sign)\(XMLText.escaped(title))</summary>
            \(SVGPicture.fragment(sheet))</details>
            """
    }

    private static func problemList(_ sheet: PictureSheet) -> String {
        let problems = problems(sheet.picture(sheet.sideCount - 1))
        guard !problems.isEmpty else {
            return "<p>Nothing \(sheet.isComparison ? "will be" : "is") wrong, as far as it is known.</p>"
        }
        let items = problems.map { "<li>✕ \(XMLText.escaped($0))</li>" }
        let heading = sheet.isComparison ? "<h2>What will be wrong</h2>\n" : ""
        func list(_ items: some Sequence<String>) -> String {
            "<ul class=\"wrong\">\(items.joined(separator: "\n"))</ul>"
        }
        let rest = items.dropFirst(shownProblems)
        guard !rest.isEmpty else { return heading + list(items) }
        return heading + list(items.prefix(shownProblems))
            + "\n<details><summary>\(rest.count) more</summary>\n\(list(rest))</details>"
    }

    /// What is wrong, each with the way to it.
    private static func problems(_ picture: Picture) -> [String] {
        var problems: [String] = []
        func add(_ mark: Picture.Mark, _ way: [String], _ note: String?) {
            if mark == .problem, let note { problems.append("\(way.joined(separator: " → ")): \(note)") }
        }
        func add(_ route: Picture.Route, _ way: [String]) {
            add(route.mark, way + [route.title], route.note)
            for backend in route.backends {
                add(backend.mark, way + [route.title, "\(backend.share) \(backend.title)"], backend.note)
            }
        }
        for gateway in picture.gateways {
            add(gateway.mark, [gateway.title], gateway.note)
            for listener in gateway.listeners {
                add(listener.mark, [gateway.title, listener.title], listener.note)
                for route in listener.routes { add(route, [gateway.title, listener.title]) }
            }
        }
        for route in picture.unattached { add(route, []) }
        return problems
    }
}

extension PictureSheet {
    /// A part of it, which is folded by itself.
    fileprivate func only(_ gateways: [Gateway], _ hasUnattached: Bool = false) -> PictureSheet {
        var sheet = self
        sheet.gateways = gateways
        if !hasUnattached { sheet.unattached = Array(repeating: [], count: sideCount) }
        return sheet.folded()
    }
}
