internal import Files
internal import Values

/// The token of whoever owns a sandbox's folder.
///
/// It is made anew at each start and stands in a file that only they may read, beside data that they may read as
/// well. So commands in the folder need no other.
struct OwnerToken: Sendable {
    let text: String

    init() {
        var generator = SystemRandomNumberGenerator()
        text = (0..<4).map { _ in String(generator.next(), radix: 16).zeroPadded(to: 16) }.joined()
    }

    static func path(_ folder: String) -> String { Path.join(folder, "token") }

    func write(to folder: String) throws(FileError) {
        try DurableFile.replace(Self.path(folder), with: Array((text + "\n").utf8))
    }

    static func remove(from folder: String) { try? DurableFile.remove(path(folder)) }

    /// Who shows it.
    static let owner = User(name: "sandbox-owner", groups: [User.masters, User.authenticated])
}
