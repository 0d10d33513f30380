internal import Values

/// A text as one word of a shell's command line, in quotes where it needs them.
package func shellWord(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy { $0.isASCIILetterOrDigit || "-_./+:@%,=".utf8.contains($0) }
    guard !isPlain || text.isEmpty else { return text }
    return "'" + text.replacing("'", with: "'\\''") + "'"
}
