internal import CLibYAML
package import Diagnostics
package import Documents

/// What a YAML text holds: its documents, and what is wrong with it.
package struct YAMLStream: Sendable {
    /// The documents up to the first syntax error; an empty document has a null root.
    package var documents: [Document] = []
    /// What is wrong with the text, in the order in which it was found; an error does not take the documents away.
    package var diagnostics: [Diagnostic] = []
    /// Where no comment can be, in the order of the text; empty unless it is asked for.
    ///
    /// That is where scalars stand, with their anchors and tags, and what is JSON as a whole.
    package internal(set) var scalars: [Range<Int>] = []
}

/// The bounds that keep hostile YAML from costing more than its size.
package struct YAMLLimits: Sendable {
    /// Bytes of one text.
    package var size = 32 << 20
    /// Levels of nesting.
    package var depth = 100
    /// Nodes of a document after its aliases are expanded.
    package var nodes = 1_000_000
    /// Nodes that aliases and merge keys may add to a document.
    package var expandedNodes = 100_000
    /// Bytes of text that aliases and merge keys may repeat in a document.
    package var expandedText = 8 << 20
    /// Documents of one text.
    package var documents = 100_000
    /// Repeated keys that are reported in a document, and keys that stand before a merge key with the same key.
    package var duplicateKeys = 1000
    /// `%TAG` directives of one text: libyaml compares each with all others.
    package var tagDirectives = 1000
    /// Bytes of one document that are read again because of what libyaml reads otherwise than kubectl.
    package var rereading = 64 << 20

    package init() {}
}

/// Reads YAML through libyaml's events into documents, as go-yaml v2 reads it (see ``ScalarResolver``).
///
/// Neither function throws: what is wrong stands in the result's diagnostics.
package enum YAMLReader {
    /// Reads the manifests of a text: every document, cut where kubectl cuts, with JSON among them.
    package static func read(_ source: SourceFile, limits: YAMLLimits = YAMLLimits()) -> YAMLStream {
        read(source, limits: limits, keepsScalars: false)
    }

    /// The same.
    ///
    /// - Parameter keepsScalars: whether the result says where scalars stand, as the search for comments asks for.
    package static func read(
        _ source: SourceFile, limits: YAMLLimits = YAMLLimits(), keepsScalars: Bool
    ) -> YAMLStream {
        if let excess = excess(of: source, limits) { return excess }
        var reader = StreamReader(source, limits: limits, keepsScalars: keepsScalars)
        reader.run()
        return reader.stream
    }

    /// Reads a text that is YAML as a whole, as Kubernetes reads a kubeconfig and the body of a request.
    ///
    /// Documents begin and end where YAML says so, directives are read, and nothing is added to the last line.
    package static func readWhole(_ source: SourceFile, limits: YAMLLimits = YAMLLimits()) -> YAMLStream {
        if let excess = excess(of: source, limits) { return excess }
        let text = ParserText(source, TextProblems.start(of: source.bytes)..<source.bytes.count)
        let loader = DocumentLoader.read(text, .all, number: 0, limits: limits)
        return YAMLStream(documents: loader.documents, diagnostics: loader.diagnostics)
    }

    private static func excess(of source: SourceFile, _ limits: YAMLLimits) -> YAMLStream? {
        guard source.bytes.count > limits.size else { return nil }
        return YAMLStream(
            diagnostics: [
                Diagnostic(
                    .yamlLimit,
                    "the text has \(source.bytes.count) bytes; at most \(limits.size) are read",
                    at: .file(source.name))
            ])
    }

    /// A text as UTF-8: UTF-16 with a byte order mark is transcoded, everything else is taken as it is.
    ///
    /// What is damaged in UTF-16 becomes bytes that reading refuses, at the place.
    package static func sourceFile(name: String, bytes: [UInt8], isConfidential: Bool = false) -> SourceFile {
        SourceFile(name: name, bytes: UTF16Decoder.decode(bytes) ?? bytes, isConfidential: isConfidential)
    }
}
