/// Who gets the connections, laid out as a tree of words: Gateways, listeners, routes, backends.
///
/// The renderers draw it and decide nothing.
package struct Picture: Sendable {
    /// How something stands; drawn by a sign and a style, never by colour alone.
    enum Mark: Sendable, Equatable {
        case fine
        /// Another route gets the connections.
        case loser
        case problem
        case unknown
    }

    struct Gateway: Sendable, Equatable {
        var title: String
        var mark = Mark.fine
        /// What is to be said of it, in words.
        var note: String?
        var listeners: [Listener] = []
    }

    struct Listener: Sendable, Equatable {
        var title: String
        var mark = Mark.fine
        var note: String?
        /// The route that serves first, then the others by precedence.
        var routes: [Route] = []
    }

    struct Route: Sendable, Equatable {
        var title: String
        var mark = Mark.fine
        var note: String?
        var backends: [Backend] = []
    }

    struct Backend: Sendable, Equatable {
        var title: String
        /// The share of the connections: `70 %`.
        var share: String
        var mark = Mark.fine
        /// Its endpoints, or why connections to it are rejected.
        var note: String
        /// The same where there is room for a few words only; nil where it is brief enough.
        var brief: String?
    }

    /// What it shows.
    static let title = "Who gets the connections"
    /// What signs and lines mean.
    static let legend =
        "✕ red, dashed: a problem; · dotted: another route gets the connections; ? dashed: not known"

    var gateways: [Gateway] = []
    /// Routes that attach to nothing.
    var unattached: [Route] = []
}

extension Picture.Listener {
    var rowCount: Int { max(1, routes.map(\.rowCount).reduce(0, +)) }

    var hasProblem: Bool {
        mark == .problem
            || routes.contains { $0.mark == .problem || $0.backends.contains { $0.mark == .problem } }
    }

    /// Whether nobody would look for it: nothing is wrong in it, and no route has a rival.
    var isFoldable: Bool { !hasProblem && routes.count <= 1 }
}

extension Picture.Route {
    var rowCount: Int { max(1, backends.count) }
}
