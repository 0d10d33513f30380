internal import Synchronization

/// What requests carry to say who makes them.
struct IssuedCredentials: Sendable, Equatable {
    /// The value of the header `Authorization`; nil for none.
    var authorization: Secret?
}

/// Hands out the current credentials; a token from a file is read again when it is a minute old, and after a 401.
final class CredentialSource: Sendable {
    private let credentials: Credentials
    private let readFile: ClusterEnvironment.ReadFile
    private let cached = Mutex<(token: Secret, readAt: ContinuousClock.Instant)?>(nil)

    init(_ credentials: Credentials, readFile: @escaping ClusterEnvironment.ReadFile) {
        self.credentials = credentials
        self.readFile = readFile
    }

    /// What the next request is to carry.
    func current() throws(ClusterConfigurationError) -> IssuedCredentials {
        if let token = try token() { return IssuedCredentials(authorization: Secret("Bearer " + token.reveal())) }
        guard let name = credentials.userName else { return IssuedCredentials() }
        return IssuedCredentials(
            authorization: URLUser(name: name, password: credentials.password).basicAuthorization)
    }

    /// Whether there are other credentials than those that were refused.
    func refresh(after refused: IssuedCredentials) -> Bool {
        guard case .file = credentials.token else { return false }
        cached.withLock { $0 = nil }
        guard let credentials = try? current() else { return false }
        return credentials != refused
    }

    private func token() throws(ClusterConfigurationError) -> Secret? {
        switch credentials.token {
        case nil: return nil
        case .fixed(let token): return token
        case .file(let path, let other):
            let now = ContinuousClock().now
            if let cached = cached.withLock({ $0 }), now - cached.readAt < .seconds(60) { return cached.token }
            let token: Secret
            do { token = try TokenFile.token(in: path, readFile) } catch {
                guard let other, error.code == .unreadableFile else { throw error }
                token = other
            }
            cached.withLock { $0 = (token, now) }
            return token
        }
    }
}

/// A file that holds a bearer token.
enum TokenFile {
    /// The token, which white space at its ends is no part of.
    ///
    /// Throws `unreadableFile` for a file that is missing or empty, `unusableCredentials` for what no header can hold.
    static func token(
        in path: String, _ readFile: ClusterEnvironment.ReadFile
    ) throws(ClusterConfigurationError) -> Secret {
        guard let bytes = try readFile(path) else {
            throw ClusterConfigurationError(.unreadableFile, "the token file '\(path)' does not exist")
        }
        let token = String(decoding: bytes, as: UTF8.self)[...].trimmingWhitespace()
        guard !token.isEmpty else {
            throw ClusterConfigurationError(.unreadableFile, "the token file '\(path)' is empty")
        }
        guard !HeaderText.isUnsendable(String(token)) else {
            throw .unsendable("the token in '\(path)'", help: "A token is one line. Write the file anew.")
        }
        return Secret(String(token))
    }
}

extension ClusterConfigurationError {
    /// A text that cannot be sent in a header; the text itself is not told.
    static func unsendable(_ what: String, help: String) -> ClusterConfigurationError {
        ClusterConfigurationError(
            .unusableCredentials, "\(what) has a line break or another control character in it", help: help)
    }
}
