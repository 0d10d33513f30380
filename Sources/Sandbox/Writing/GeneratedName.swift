/// Names that the server makes up.
enum GeneratedName {
    /// What is appended to `generateName`: letters and digits that spell no words.
    static func suffix() -> String {
        let letters = Array("bcdfghjklmnpqrstvwxz2456789")
        return String((0..<5).map { _ in letters.randomElement() ?? "x" })
    }
}
