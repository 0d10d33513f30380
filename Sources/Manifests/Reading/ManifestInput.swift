package import Diagnostics

/// A text to read manifests from, which is asked for when its turn comes and as often as it is needed.
///
/// So no more texts are in memory than are being judged, however many inputs there are.
package struct ManifestInput: Sendable {
    /// Gets the text, or why it cannot be read; runs on several threads at once.
    package typealias Read = @Sendable () throws(DiagnosticError) -> SourceFile

    /// The name under which problems are reported.
    package let name: String
    /// Whether it was named by itself, and so is meant to hold something to apply; a directory or a pattern only led to
    /// the others.
    let isNamed: Bool
    /// Whether its documents hold the manifest under the key `target`.
    package private(set) var isStackInput = false
    /// The text.
    package let read: Read

    package init(name: String, isNamed: Bool = true, read: @escaping Read) {
        self.name = name
        self.isNamed = isNamed
        self.read = read
    }

    /// A text that is there already.
    package static func text(_ source: SourceFile) -> ManifestInput { ManifestInput(name: source.name) { source } }

    /// Another input whose documents hold the manifest under the key `target`.
    package static func stackInput(_ input: ManifestInput) -> ManifestInput {
        var input = input
        input.isStackInput = true
        return input
    }
}
