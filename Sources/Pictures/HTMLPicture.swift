/// The picture as one page that needs nothing from elsewhere: what is wrong on top, then a drawing for each Gateway.
package enum HTMLPicture {
    package static func text(_ picture: Picture) -> String {
        let isLong = picture.rowCount > Picture.rowLimit
        var parts = picture.gateways.map { gateway in
            section(
                "Gateway \(gateway.title)", gateway.mark, Picture(gateways: [gateway]),
                isOpen: !isLong || gateway.hasProblem)
        }
        if !picture.unattached.isEmpty {
            parts.append(
                section(
                    "Routes that attach to nothing", .problem, Picture(unattached: picture.unattached), isOpen: true))
        }
        let problems = problems(picture)
        let list =
            problems.isEmpty
            ? "<p>Nothing is wrong, as far as it is known.</p>"
            : "<ul>\(problems.map { "<li>✕ \(XMLText.escaped($0))</li>" }.joined(separator: "\n"))</ul>"
        return HTMLText.page(
            title: Picture.title,
            style: SVGPicture.style + "\ndetails{overflow-x:auto;margin:.5rem 0}li{color:var(--bad)}",
            body: """
                <h1>\(Picture.title)</h1>
                \(list)
                \(parts.joined(separator: "\n"))
                <p>\(Picture.legend)</p>

                """)
    }

    private static func section(_ title: String, _ mark: Picture.Mark, _ picture: Picture, isOpen: Bool) -> String {
        let sign = mark.sign.isEmpty ? "" : "\(mark.sign) "
        return """
            <details\(isOpen ? " open" : "")><summary>\(sign)\(XMLText.escaped(title))</summary>
            \(SVGPicture.fragment(picture))</details>
            """
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
