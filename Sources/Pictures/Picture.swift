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
    }

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

    /// Whether everything in it is well, so that it may be left out of a picture that would be too long.
    var isHealthy: Bool {
        mark == .fine && routes.allSatisfy { $0.mark == .fine && $0.backends.allSatisfy { $0.mark != .problem } }
    }
}

extension Picture.Route {
    package var rowCount: Int { max(1, backends.count) }
}

extension Picture {
    /// The rows beyond which healthy listeners are folded.
    package static let rowLimit = 60

    /// The picture with healthy listeners folded into one line for each Gateway, where it is too long.
    package func folded(limit: Int = rowLimit) -> Picture {
        guard rowCount > limit else { return self }
        var picture = self
        for index in picture.gateways.indices {
            let listeners = picture.gateways[index].listeners
            let healthy = listeners.filter(\.isHealthy)
            guard healthy.count > 1 else { continue }
            picture.gateways[index].listeners = listeners.filter { !$0.isHealthy }
            picture.gateways[index].listeners.append(
                Listener(title: "… \(healthy.count) more listeners", note: "all served"))
        }
        return picture
    }
}
