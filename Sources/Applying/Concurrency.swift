extension Array where Element: Sendable {
    /// The results in the order of the elements, with at most `limit` bodies running at a time.
    func forEachConcurrently<Result: Sendable>(
        limit: Int, _ body: @escaping @Sendable (Element) async throws -> Result
    ) async rethrows -> [Result] {
        try await withThrowingTaskGroup(of: (Int, Result).self) { group in
            var results = [Result?](repeating: nil, count: count)
            for index in 0..<Swift.min(count, Swift.max(1, limit)) {
                let element = self[index]
                group.addTask { (index, try await body(element)) }
            }
            var started = Swift.min(count, Swift.max(1, limit))
            while let (index, result) = try await group.next() {
                results[index] = result
                guard started < count else { continue }
                let next = started
                let element = self[next]
                started += 1
                group.addTask { (next, try await body(element)) }
            }
            return results.compactMap { $0 }
        }
    }
}
