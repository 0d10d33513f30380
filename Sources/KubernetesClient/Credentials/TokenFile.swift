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
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw ClusterConfigurationError(
                .unusableCredentials, "the token in '\(path)' is no UTF-8 text", help: "Write the file anew.")
        }
        let token = text[...].trimmingWhitespace()
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
