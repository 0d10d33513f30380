/// Names that the server makes up.
enum GeneratedName {
    /// The most of `generateName` that is kept, so that the name is a label.
    private static let maximumPrefix = 58

    static func make(_ prefix: String) -> String { String(prefix.prefix(maximumPrefix)) + suffix() }

    /// Letters and digits that spell no words.
    private static func suffix() -> String {
        let letters = Array("bcdfghjklmnpqrstvwxz2456789")
        return String((0..<5).map { _ in letters.randomElement() ?? "x" })
    }
}
