internal import Values

/// The user name and password in a URL, percent-decoded.
package struct URLUser: Sendable, Hashable {
    /// The user's name; it may be empty.
    package let name: String
    /// The password; nil where the URL has no `:` behind the name.
    package let password: Secret?

    package init(name: String, password: Secret? = nil) {
        self.name = name
        self.password = password
    }

    /// Reads what stands before the `@`.
    init(_ text: Substring) throws(AddressText.Problem) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        name = try AddressText.decoded(parts.first ?? "", "its user name")
        password = parts.count > 1 ? Secret(try AddressText.decoded(parts[1], "its password")) : nil
    }

    /// What `Authorization` and `Proxy-Authorization` hold for it (RFC 7617).
    package var basicAuthorization: Secret {
        Secret("Basic " + Base64.encode(Array("\(name):\(password?.reveal() ?? "")".utf8)))
    }
}
