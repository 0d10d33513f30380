/// Counts in words.
enum Plural {
    /// `1 route`, `2 routes`.
    static func count(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
}
