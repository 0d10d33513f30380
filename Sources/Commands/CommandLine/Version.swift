/// The version of this program.
enum Version {
    static let number = "0.1.0"
    static let text = "openmcf \(number)"
    /// How servers and their audit logs know it.
    static let userAgent = "openmcf/\(number)"
}
