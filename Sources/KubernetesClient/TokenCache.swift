internal import Synchronization

/// The current bearer token; one from a file is read again when it is a minute old, and after a 401.
final class TokenCache: Sendable {
    private let source: TokenSource?
    private let readFile: ClusterEnvironment.ReadFile
    private let cached = Mutex<(token: Secret, readAt: ContinuousClock.Instant)?>(nil)

    init(_ source: TokenSource?, readFile: @escaping ClusterEnvironment.ReadFile) {
        self.source = source
        self.readFile = readFile
    }

    /// The token to send; nil where none is used.
    func current() throws(ClusterConfigurationError) -> Secret? {
        switch source {
        case nil: return nil
        case .fixed(let token): return token
        case .file(let path):
            let now = ContinuousClock().now
            if let cached = cached.withLock({ $0 }), now - cached.readAt < .seconds(60) { return cached.token }
            let token = try read(path)
            cached.withLock { $0 = (token, now) }
            return token
        }
    }

    /// Whether reading the file again gives another token than the one that was refused.
    func refresh(after refused: Secret?) -> Bool {
        guard case .file = source else { return false }
        cached.withLock { $0 = nil }
        guard let token = try? current() else { return false }
        return token != refused
    }

    private func read(_ path: String) throws(ClusterConfigurationError) -> Secret {
        guard let bytes = try readFile(path) else {
            throw ClusterConfigurationError(.unreadableFile, "the token file '\(path)' does not exist")
        }
        let token = String(decoding: bytes, as: UTF8.self).filter { !$0.isWhitespace }
        guard !token.isEmpty else {
            throw ClusterConfigurationError(.unreadableFile, "the token file '\(path)' is empty")
        }
        return Secret(token)
    }
}
