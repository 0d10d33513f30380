internal import Values

/// Who sends a request.
struct User: Sendable, Hashable {
    var name: String
    var uid = ""
    var groups: [String]

    /// The group whose members may do everything.
    static let masters = "system:masters"
    /// The group of all who have said who they are.
    static let authenticated = "system:authenticated"
    /// The group of all others.
    static let unauthenticated = "system:unauthenticated"

    /// Those who do not say who they are, where that is asked.
    static let anonymous = User(name: "system:anonymous", groups: [unauthenticated])

    /// Whoever reaches a sandbox that asks nobody who they are.
    static let unasked = User(name: "admin", uid: "1", groups: [masters, authenticated])

    /// The user as the API shows it (`authentication.k8s.io UserInfo`).
    var value: Value {
        var members: Object = ["username": .string(name)]
        if !uid.isEmpty { members["uid"] = .string(uid) }
        if !groups.isEmpty { members["groups"] = .array(groups.map(Value.string)) }
        return .object(members)
    }
}
