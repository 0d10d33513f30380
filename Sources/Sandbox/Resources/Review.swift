internal import Values

/// A question that is asked by creating an object, and answered instead of stored.
struct Review: Sendable {
    /// The answer to a question of a user, on a server of which the tokens are known where it asks for them.
    ///
    /// - Throws: 422 and 400 for what is no question.
    typealias Answer =
        @Sendable (
            _ question: Value, _ user: User, _ tokens: TokenUsers?
        ) throws(APIFailure) -> Value

    /// Whether the answer shows who owns which fields of the question.
    var isTracked = true
    let answer: Answer
}
