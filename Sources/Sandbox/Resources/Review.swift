internal import Values

/// A question that is asked by creating an object, and answered instead of stored.
struct Review: Sendable {
    /// The answer to a question.
    ///
    /// - Throws: 422 and 400 for what is no question.
    typealias Answer = @Sendable (_ question: Value, _ user: User) throws(APIFailure) -> Value

    /// Whether the answer shows who owns which fields of the question.
    var isTracked = true
    let answer: Answer
}
