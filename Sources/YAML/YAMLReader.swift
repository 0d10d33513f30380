internal import CLibYAML
package import Diagnostics
package import Nodes

/// What a YAML text holds: its documents, and what is wrong with it.
package struct YAMLStream: Sendable {
    /// The documents up to the first syntax error; an empty document has a null root.
    package var documents: [Document] = []
    package var diagnostics: [Diagnostic] = []
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

    package init() {}
}

extension DiagnosticCode {
    package static let yamlSyntax = DiagnosticCode("yaml-syntax")
    package static let yamlEncoding = DiagnosticCode("yaml-encoding")
    package static let yamlLimit = DiagnosticCode("yaml-limit")
    package static let yamlAlias = DiagnosticCode("yaml-alias")
    package static let yamlMergeKey = DiagnosticCode("yaml-merge-key")
    package static let yamlKey = DiagnosticCode("yaml-key")
    package static let yamlTag = DiagnosticCode("yaml-tag")
    package static let duplicateKey = DiagnosticCode("duplicate-key")
    package static let mergeOrder = DiagnosticCode("merge-order")
}

/// Reads YAML through libyaml's events into documents, with the scalar rules of Kubernetes (see ``ScalarResolver``).
package enum YAMLReader {
    /// Reads every document; never throws: what is wrong stands in the result's diagnostics.
    package static func read(_ source: SourceFile, limits: YAMLLimits = YAMLLimits()) -> YAMLStream {
        var stream = YAMLStream()
        guard source.bytes.count <= limits.size else {
            stream.diagnostics.append(
                Diagnostic(
                    .error, .yamlLimit,
                    "the text has \(source.bytes.count) bytes; at most \(limits.size) are read", file: source.name))
            return stream
        }
        var loader = DocumentLoader(source: source, limits: limits)
        loader.run()
        if loader.diagnostics.last?.code == .yamlSyntax, let documents = json(source, limits) {
            stream.documents = documents
            stream.diagnostics = documents.flatMap { KeyProblems.of($0, limit: limits.duplicateKeys) }
            return stream
        }
        stream.documents = loader.documents
        stream.diagnostics = loader.diagnostics
        return stream
    }

    /// The documents of a text that is JSON, though no YAML to libyaml: it refuses the surrogate pairs in JSON's
    /// escapes, and a value after another.
    ///
    /// kubectl reads what begins with `{` by JSON's rules.
    private static func json(_ source: SourceFile, _ limits: YAMLLimits) -> [Document]? {
        let start = CharacterOffsets.start(of: source.bytes)
        let first = source.bytes[start...].first { ![0x20, 0x0A, 0x0D, 0x09].contains($0) }
        guard first == UInt8(ascii: "{") else { return nil }
        return try? JSONReader.stream(
            source, from: start, maximumDocuments: limits.documents, maximumNodes: limits.nodes)
    }

    /// A text as UTF-8: UTF-16 with a byte order mark is transcoded, everything else is taken as it is.
    ///
    /// What is damaged in UTF-16 becomes bytes that reading refuses, at the place.
    package static func sourceFile(name: String, bytes: [UInt8], isConfidential: Bool = false) -> SourceFile {
        SourceFile(name: name, bytes: UTF16Decoder.decode(bytes) ?? bytes, isConfidential: isConfidential)
    }
}
