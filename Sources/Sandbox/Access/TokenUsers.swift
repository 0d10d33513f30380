internal import Files
internal import Values

/// The users of a sandbox and the tokens that they show, as kube-apiserver's `--token-auth-file` lists them.
///
/// A line is a token, a user name, a uid and, where there is a fourth column, groups with commas between them. Of two
/// lines with one token the later counts.
package struct TokenUsers: Sendable {
    private var users: [String: User] = [:]
    /// What is odd about the file, in a sentence each.
    package private(set) var warnings: [String] = []

    init() {}

    /// Reads a file.
    ///
    /// - Throws: `SandboxError.Code.tokens` where it is no such list, with the line.
    package init(file path: String) throws(SandboxError) {
        let bytes: [UInt8]
        do { bytes = try FileReader.read(path, limit: Self.maximumSize) } catch { throw .file(error) }
        try self.init(bytes, path: path)
    }

    init(_ bytes: [UInt8], path: String) throws(SandboxError) {
        let records: [CSVReader.Record]
        do {
            // Go would take the mark of some editors for a part of the first token.
            records = try CSVReader.records(in: Array(bytes.trimmingPrefix(ByteOrderMark.utf8)))
        } catch {
            throw .tokens(path: path, line: error.line, reason: error.message)
        }
        var lines: [String: Int] = [:]
        for record in records {
            guard record.fields.count >= 3 else {
                throw .tokens(
                    path: path, line: record.line,
                    reason: "a line has a token, a user name and a uid, and this one has "
                        + (record.fields.count == 1 ? "one column" : "two columns"))
            }
            let token = record.fields[0]
            if token.isEmpty {
                warnings.append("\(path):\(record.line): the token is empty, so the line is passed over")
                continue
            }
            if let earlier = lines.updateValue(record.line, forKey: token) {
                warnings.append(
                    "\(path):\(record.line): the token of line \(earlier) stands here again; this line counts")
            }
            if token.contains(where: { $0 == " " || $0.isNewline }) {
                warnings.append("\(path):\(record.line): the token has a space in it, so no request can show it")
            }
            users[token] = User(record)
        }
        if !users.values.contains(where: { $0.groups.contains(User.masters) }) {
            warnings.append("\(path): nobody is in the group \(User.masters), so nobody may read or write objects")
        }
    }

    /// Adds a user who stands in no file.
    mutating func add(_ user: User, showing token: String) { users[token] = user }

    /// Who shows a token; nil for nobody.
    func user(showing token: String) -> User? { users[token] }

    private static let maximumSize = 16 << 20
}

extension User {
    fileprivate init(_ record: CSVReader.Record) {
        let groups = record.fields.count > 3 ? record.fields[3].split(separator: ",").map(String.init) : []
        self.init(name: record.fields[1], uid: record.fields[2], groups: groups + [Self.authenticated])
    }
}
