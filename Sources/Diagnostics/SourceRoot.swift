internal import Values

/// The folder that reports for other tools name files from: the root of the checkout.
package struct SourceRoot: Sendable {
    private let root: [Substring]
    private let workingDirectory: [Substring]

    /// The first workspace that holds the working directory, or else that directory itself.
    ///
    /// A CI system looks files up from the root of the checkout, also when a step runs in a folder of it.
    package init(workingDirectory: String, workspaces: [String] = []) {
        let current = Self.resolve(workingDirectory, from: [])
        self.workingDirectory = current
        root =
            workspaces.filter { $0.hasPrefix("/") }.map { Self.resolve($0, from: []) }
            .first { !$0.isEmpty && current.starts(with: $0) } ?? current
    }

    /// What the name of an input stands for; links are not followed.
    package func source(named name: String) -> ReportedSource {
        if name.hasPrefix("http://") || name.hasPrefix("https://") { return .url(name) }
        // Files whose names look like this are given, and so named, with a folder before them.
        if name.hasPrefix("--") || (name.hasPrefix("<") && name.hasSuffix(">")) { return .text(name) }
        let path = Self.resolve(name, from: name.hasPrefix("/") ? [] : workingDirectory)
        guard path.starts(with: root) else { return .outside("/" + path.joined(separator: "/")) }
        return .inside(path.count == root.count ? "." : path.dropFirst(root.count).joined(separator: "/"))
    }

    private static func resolve(_ path: String, from base: [Substring]) -> [Substring] {
        var parts = base
        for part in path.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return parts
    }
}

/// An input as other tools look it up.
package enum ReportedSource: Sendable, Equatable {
    /// A file, by its path from the root.
    case inside(String)
    /// A file elsewhere, by its absolute path.
    case outside(String)
    case url(String)
    /// What has no file: `<stdin>`, or a `--set`.
    case text(String)

    /// The path of a file; nil for anything else.
    package var path: String? {
        switch self {
        case .inside(let path), .outside(let path): path
        case .url, .text: nil
        }
    }

    /// A URI (RFC 3986): relative to the root inside of it, `file:` elsewhere.
    package var uri: String {
        switch self {
        case .inside(let path): PercentCoding.encode(path, keeping: Self.pathCharacters)
        case .outside(let path): "file://" + PercentCoding.encode(path, keeping: Self.pathCharacters)
        case .url(let url): PercentCoding.encode(url, keeping: Self.urlCharacters)
        case .text(let name): PercentCoding.encode(name, keeping: Self.pathCharacters)
        }
    }

    // The colon is not among them: in the first segment of a relative reference it would end a scheme.
    private static let pathCharacters = "-._~!$&'()*+,;=@/"
    private static let urlCharacters = pathCharacters + ":?#[]%"
}
