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

    package struct Gateway: Sendable, Equatable {
        package var title: String
        package var mark = Mark.fine
        /// What is to be said of it, in words.
        package var note: String?
        package var listeners: [Listener] = []
    }

    package struct Listener: Sendable, Equatable {
        package var title: String
        package var mark = Mark.fine
        package var note: String?
        /// The route that serves first, then the others by precedence.
        package var routes: [Route] = []
    }

    package struct Route: Sendable, Equatable {
        package var title: String
        package var mark = Mark.fine
        package var note: String?
        package var backends: [Backend] = []
    }

    package struct Backend: Sendable, Equatable {
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
}

extension Picture.Gateway {
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
