/// Who gets the connections, laid out as a tree of words: Gateways, listeners, routes, backends.
///
/// The renderers draw it and decide nothing.
package struct Picture: Sendable {
    /// How something stands; drawn by a sign and a style, never by colour alone.
    package enum Mark: Sendable, Equatable {
        case fine
        /// Another route gets the connections.
        case loser
        case problem
        case unknown
    }

    package struct Gateway: Sendable {
        package var title: String
        package var mark = Mark.fine
        /// What is to be said of it, in words.
        package var note: String?
        package var listeners: [Listener] = []
    }

    package struct Listener: Sendable {
        package var title: String
        package var mark = Mark.fine
        package var note: String?
        /// The route that serves first, then the others by precedence.
        package var routes: [Route] = []
    }

    package struct Route: Sendable {
        package var title: String
        package var mark = Mark.fine
        package var note: String?
        package var backends: [Backend] = []
    }

    package struct Backend: Sendable {
        package var title: String
        /// The share of the connections: `70 %`.
        package var share: String
        package var mark = Mark.fine
        /// Its endpoints, or why connections to it are rejected.
        package var note: String
        /// The same where there is room for a few words only; nil where it is brief enough.
        package var brief: String?
    }

    /// What it shows.
    package static let title = "Who gets the connections"
    /// What signs and lines mean.
    package static let legend =
        "✕ red, dashed: a problem; · dotted: another route gets the connections; ? dashed: not known"

    package var gateways: [Gateway] = []
    /// Routes that attach to nothing.
    package var unattached: [Route] = []

    /// How many rows a drawing has: one for each backend, and for each thing that has nothing below it.
    package var rowCount: Int { gateways.map(\.rowCount).reduce(0, +) + unattached.map(\.rowCount).reduce(0, +) }
}

extension Picture.Gateway {
    package var rowCount: Int { max(1, listeners.map(\.rowCount).reduce(0, +)) }

    /// Whether it or anything in it is not as it should be.
    package var hasProblem: Bool { mark == .problem || listeners.contains(where: \.hasProblem) }
}

extension Picture.Listener {
    package var rowCount: Int { max(1, routes.map(\.rowCount).reduce(0, +)) }

    package var hasProblem: Bool {
        mark == .problem
            || routes.contains { $0.mark == .problem || $0.backends.contains { $0.mark == .problem } }
    }

    /// Whether nobody would look for it: nothing is wrong in it, and no route has a rival.
    var isFoldable: Bool { !hasProblem && routes.count <= 1 }
}

extension Picture.Route {
    package var rowCount: Int { max(1, backends.count) }
}

extension Picture {
    /// The rows beyond which a picture is folded.
    package static let rowLimit = 60

    /// The picture, where it is too long, with the listeners of each Gateway in one line that have nothing to see;
    /// where it is too long even so, with the Gateways in one line that have no others.
    package func folded(limit: Int = rowLimit) -> Picture {
        guard rowCount > limit else { return self }
        var picture = self
        picture.gateways = gateways.map(\.folded)
        guard picture.rowCount > limit else { return picture }
        let isQuiet = gateways.map { $0.mark != .problem && $0.listeners.allSatisfy(\.isFoldable) }
        let quiet = isQuiet.count(where: \.self)
        guard quiet > 1 else { return picture }
        picture.gateways = zip(picture.gateways, isQuiet).filter { !$1 }.map(\.0)
        picture.gateways.append(Gateway(title: "… \(quiet) more", note: "Gateways, no problem known"))
        return picture
    }
}

extension Picture.Gateway {
    fileprivate var folded: Picture.Gateway {
        let quiet = listeners.count(where: \.isFoldable)
        guard quiet > 1 else { return self }
        var gateway = self
        gateway.listeners.removeAll(where: \.isFoldable)
        gateway.listeners.append(Picture.Listener(title: "… \(quiet) more", note: "listeners, no problem known"))
        return gateway
    }
}
