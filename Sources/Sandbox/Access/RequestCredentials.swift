/// What a request says in its headers of who sends it.
struct RequestCredentials: Sendable {
    private var authorization = ""
    private var impersonatedUser: String?
    private var impersonatedID = ""
    private var impersonatedGroups: [String] = []
    private var impersonatesMore = false

    /// Takes notice of a header.
    mutating func note(header name: String, _ value: String) {
        switch name.lowercased() {
        case "authorization": authorization = value
        case "impersonate-user": impersonatedUser = value
        case "impersonate-uid": impersonatedID = value
        case "impersonate-group": impersonatedGroups.append(value)
        case let name where name.hasPrefix("impersonate-extra-"): impersonatesMore = true
        default: break
        }
    }

    /// The token that is shown; nil for none, as other ways to say who one is are passed over.
    var token: String? {
        let words = authorization.trimmed.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
        guard words.count > 1, words[0].lowercased() == "bearer", !words[1].isEmpty else { return nil }
        return String(words[1])
    }

    /// The user whom the sender wants to be; nil for himself.
    ///
    /// - Throws: 400 where groups or the like are named and no user.
    func impersonated() throws(APIFailure) -> User? {
        guard let name = impersonatedUser, !name.isEmpty else {
            guard impersonatedID.isEmpty, impersonatedGroups.isEmpty, !impersonatesMore else {
                throw .badRequest("only with a user can a group, a uid or anything else be impersonated")
            }
            return nil
        }
        let common = name == User.anonymous.name ? User.unauthenticated : User.authenticated
        let groups = impersonatedGroups.contains(common) ? impersonatedGroups : impersonatedGroups + [common]
        return User(name: name, uid: impersonatedID, groups: groups)
    }
}
