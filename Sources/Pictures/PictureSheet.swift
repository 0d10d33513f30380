/// What is drawn at once: a picture, or how it is before and after a change, row beside row.
package struct PictureSheet: Sendable {
    /// A listener as it is in each picture.
    struct Listener: Sendable, Equatable {
        var sides: [Picture.Listener]
    }

    /// A Gateway as it is in each picture, with the listeners of all of them.
    struct Gateway: Sendable, Equatable {
        var sides: [Picture.Gateway]
        var listeners: [Listener] = []
    }

    /// What stands above each picture; empty where there is one alone.
    let headings: [String]
    /// Sentences about the difference.
    let remarks: [String]
    var gateways: [Gateway]
    /// The routes of each picture that attach to nothing.
    var unattached: [[Picture.Route]]

    /// One picture.
    package init(_ picture: Picture) {
        self.init([picture], headings: [], remarks: [])
    }

    /// How it is before and after a change.
    ///
    /// - Parameter remarks: sentences about what changes.
    package init(before: Picture, after: Picture, remarks: [String] = []) {
        self.init([before, after], headings: ["Before", "After"], remarks: remarks)
    }

    private init(_ pictures: [Picture], headings: [String], remarks: [String]) {
        (self.headings, self.remarks) = (headings, remarks)
        unattached = pictures.map(\.unattached)
        gateways = Self.matched(pictures.map(\.gateways), by: \.title).map { sides in
            // One that is in a single picture stands empty in the other, so that rows stay beside each other.
            let model = sides.compactMap(\.self).last
            let full = sides.map {
                $0 ?? Picture.Gateway(title: model?.title ?? "", mark: model?.mark ?? .fine, note: model?.note)
            }
            var gateway = Gateway(sides: full)
            gateway.listeners = Self.matched(full.map(\.listeners), by: \.title).map { listeners in
                let model = listeners.compactMap(\.self).last
                return Listener(
                    sides: listeners.map { side in
                        var side =
                            side
                            ?? Picture.Listener(
                                title: model?.title ?? "", mark: model?.mark ?? .fine,
                                note: "none of the plan's routes")
                        if sides.count > 1, side.routes.isEmpty, side.note == nil { side.note = "no route" }
                        return side
                    })
            }
            return gateway
        }
    }

    /// Puts elements of the same title together, in the order of the last list; nil where a list has none.
    private static func matched<Element>(_ lists: [[Element]], by title: (Element) -> String) -> [[Element?]] {
        let tables = lists.map { list in
            Dictionary(list.map { (title($0), $0) }, uniquingKeysWith: { first, _ in first })
        }
        // Where a list has a title twice there is nothing to match.
        guard lists.count > 1 else { return (lists.first ?? []).map { [$0] } }
        var seen: Set<String> = []
        let titles = lists.reversed().joined().map(title).filter { seen.insert($0).inserted }
        return titles.map { title in tables.map { $0[title] } }
    }

    var isComparison: Bool { headings.count > 1 }

    /// The number of pictures.
    var sideCount: Int { unattached.count }

    /// One of the pictures by itself.
    func picture(_ side: Int) -> Picture {
        Picture(
            gateways: gateways.map { gateway in
                var picture = gateway.sides[side]
                picture.listeners = gateway.listeners.map { $0.sides[side] }
                return picture
            }, unattached: unattached[side])
    }

    /// How many rows a drawing has: one for each backend, and for each thing that has nothing below it.
    var rowCount: Int {
        gateways.map(\.rowCount).reduce(0, +)
            + (unattached.map { $0.map(\.rowCount).reduce(0, +) }.max() ?? 0)
    }
}

extension PictureSheet.Listener {
    var rowCount: Int { sides.map(\.rowCount).max() ?? 1 }

    /// Whether nobody would look for it: nothing is wrong in it, no route has a rival, and nothing changes.
    var isFoldable: Bool { sides.allSatisfy { $0.isFoldable && $0 == sides.first } }
}

extension PictureSheet.Gateway {
    var rowCount: Int { max(1, listeners.map(\.rowCount).reduce(0, +)) }

    /// As it is in the end.
    var shown: Picture.Gateway { sides.last ?? Picture.Gateway(title: "") }

    /// Whether nobody would look for it: nothing is wrong in it, and nothing changes.
    var isQuiet: Bool { sides.allSatisfy { $0.mark != .problem } && listeners.allSatisfy(\.isFoldable) }
}

// MARK: - Folding

extension PictureSheet {
    /// The rows beyond which a picture is folded.
    static let rowLimit = 60

    /// The sheet, where it is too long, with the listeners of each Gateway in one line that have nothing to see;
    /// where it is too long even so, with the Gateways in one line that have no others.
    func folded(limit: Int = rowLimit) -> PictureSheet {
        guard rowCount > limit else { return self }
        var sheet = self
        sheet.gateways = gateways.map(\.folded)
        guard sheet.rowCount > limit else { return sheet }
        let quiet = gateways.count(where: \.isQuiet)
        guard quiet > 1 else { return sheet }
        sheet.gateways = zip(sheet.gateways, gateways).filter { !$1.isQuiet }.map(\.0)
        let rest = Picture.Gateway(title: "… \(quiet) more", note: "Gateways, no problem known")
        sheet.gateways.append(Gateway(sides: Array(repeating: rest, count: sideCount)))
        return sheet
    }
}

extension PictureSheet.Gateway {
    fileprivate var folded: PictureSheet.Gateway {
        var gateway = self
        for number in listeners.indices {
            for side in sides.indices { gateway.listeners[number].sides[side].foldLosers() }
        }
        let quiet = listeners.count(where: \.isFoldable)
        guard quiet > 1 else { return gateway }
        gateway.listeners.removeAll(where: \.isFoldable)
        let rest = Picture.Listener(title: "… \(quiet) more", note: "listeners, no problem known")
        gateway.listeners.append(.init(sides: Array(repeating: rest, count: sides.count)))
        return gateway
    }
}

extension Picture.Listener {
    /// The losers beyond which the rest is one line.
    private static var loserLimit: Int { 3 }

    fileprivate mutating func foldLosers() {
        let losers = routes.count { $0.mark == .loser }
        guard losers > Self.loserLimit + 1 else { return }
        var left = Self.loserLimit
        routes.removeAll { route in
            guard route.mark == .loser else { return false }
            left -= 1
            return left < 0
        }
        routes.append(
            Picture.Route(
                title: "… \(losers - Self.loserLimit) more", mark: .loser, note: "routes that get no connections"))
    }
}
