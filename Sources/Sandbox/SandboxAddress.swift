/// Where a sandbox answers, and what its clients need for it.
package struct SandboxAddress: Sendable, Equatable {
    /// Such as `http://127.0.0.1:41234`.
    package var url: String
    /// PEM text of the authority that its clients are to trust; nil where nothing is encrypted.
    package var certificateAuthority: String?
    /// The file with the token of whoever owns the folder; nil where nobody is asked who they are.
    package var tokenFile: String?

    init(_ url: String, certificateAuthority: String? = nil, tokenFile: String? = nil) {
        self.url = url
        self.certificateAuthority = certificateAuthority
        self.tokenFile = tokenFile
    }

    /// The URL of what listens on an address; one that stands for all of this machine's is none to connect to.
    static func url(host: String, port: Int, isSecure: Bool) -> String {
        let name = ["0.0.0.0": "127.0.0.1", "::": "::1"][host] ?? host
        return "\(isSecure ? "https" : "http")://\(name.contains(":") ? "[\(name)]" : name):\(port)"
    }
}
