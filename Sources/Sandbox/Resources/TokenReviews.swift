internal import Schemas
internal import Values

extension Resource {
    /// Asks whose a token is.
    static let tokenReview = review(
        "authentication.k8s.io", "TokenReview",
        spec: [
            ("token", .string("The token.")),
            ("audiences", .list("Whom the token must be meant for.", of: .string("An audience."))),
        ],
        Review { question, _, tokens throws(APIFailure) in
            let spec = question["spec"] ?? [:]
            guard !spec.text("token").isEmpty else {
                throw .badRequest("token is required for TokenReview in authentication")
            }
            var answer = question
            answer.set("status", status(spec, tokens))
            return answer
        })

    /// Whose a token is: those of a file are meant for everybody, and where nobody is asked for one, none is looked at.
    private static func status(_ spec: Value, _ tokens: TokenUsers?) -> Value {
        guard let tokens else { return ["user": [:]] }
        guard let user = tokens.user(showing: spec.text("token")) else {
            return ["user": [:], "error": "invalid bearer token"]
        }
        var status: Object = ["authenticated": true, "user": user.value]
        status["audiences"] = spec["audiences"]
        return .object(status)
    }
}
