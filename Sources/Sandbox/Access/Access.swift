/// Who sends a request, and whether they may: what is asked before anything else of it is looked at.
struct Access: Sendable {
    /// Nil where nobody is asked who they are.
    let tokens: TokenUsers?

    /// The user in whose name a request is carried out.
    ///
    /// - Throws: 401 for a token that is nobody's, 403 for what the user may not do.
    func user(of request: ServedRequest) throws(APIFailure) -> User {
        guard let tokens else { return .unasked }
        var user = User.anonymous
        if let token = request.credentials.token {
            guard let known = tokens.user(showing: token) else { throw .unauthorized }
            user = known
        }
        let action = RequestedAction(request)
        if let other = try request.credentials.impersonated() {
            try check(action.inAnothersName, by: user)
            user = other
        }
        try check(action, by: user)
        return user
    }

    private func check(_ action: RequestedAction, by user: User) throws(APIFailure) {
        guard AccessRules.decision(on: action.action, by: user.groups).isAllowed else {
            throw action.refusal(of: user)
        }
    }
}

extension APIFailure {
    /// A token that is nobody's.
    fileprivate static let unauthorized = APIFailure(code: 401, reason: "Unauthorized", message: "Unauthorized")
}
