extension Array where Element: Sendable {
    /// The results in the order of the elements, with at most `limit` bodies running at a time.
    ///
    /// - Parameter share: how many elements one task takes, one after the other: more than one where a body is so short
    ///   that a task would cost as much.
    package func mapConcurrently<Result: Sendable>(
        limit: Int, share: Int = 1, _ body: @escaping @Sendable (Element) async throws -> Result
    ) async rethrows -> [Result] {
        try await withThrowingTaskGroup(of: (Int, [Result]).self) { group in
            var starts = stride(from: 0, to: count, by: Swift.max(1, share)).makeIterator()
            func startNext(_ group: inout ThrowingTaskGroup<(Int, [Result]), any Error>) {
                guard let start = starts.next() else { return }
                let elements = self[start..<Swift.min(count, start + Swift.max(1, share))]
                group.addTask {
                    var results: [Result] = []
                    for element in elements { results.append(try await body(element)) }
                    return (start, results)
                }
            }
            for _ in 0..<Swift.max(1, limit) { startNext(&group) }
            var parts: [(start: Int, results: [Result])] = []
            while let part = try await group.next() {
                parts.append(part)
                startNext(&group)
            }
            return parts.sorted { $0.start < $1.start }.flatMap(\.results)
        }
    }
}
