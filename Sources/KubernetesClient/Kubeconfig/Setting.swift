internal import Diagnostics
internal import Files

/// A text that a kubeconfig, a flag or a variable sets, and where.
struct Setting: Sendable {
    let text: String
    /// The field or flag, such as `tokenFile` or `--token-file`.
    let name: String
    /// The place in a kubeconfig; nil for a flag.
    let range: SourceRange?

    init(_ text: String, name: String, range: SourceRange? = nil) {
        self.text = text
        self.name = name
        self.range = range
    }

    /// A flag; nil where it is not given or empty, which is the same to kubectl.
    init?(flag: String, _ text: String?) {
        guard let text, !text.isEmpty else { return nil }
        self.init(text, name: flag)
    }

    /// The same setting as a path from the folder of the file that it stands in.
    func resolved(in folder: String) -> Setting {
        Setting(Path.resolve(text, in: folder), name: name, range: range)
    }
}

/// Bytes that a kubeconfig holds in base64, and where.
struct Material: Sendable {
    let bytes: [UInt8]
    let name: String
    let range: SourceRange?
}
