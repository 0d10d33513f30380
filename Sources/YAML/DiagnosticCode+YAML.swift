package import Diagnostics

/// What is wrong with a text, before anybody asks what it means.
extension DiagnosticCode {
    package static let yamlSyntax = DiagnosticCode(
        "yaml-syntax", .error, "A text is not YAML",
        example:
            "the text is not YAML: found character that cannot start any token; kubectl reads one document up to each '---', and would lose what stands here",
        advice: "correct the place; tabs do not indent")
    package static let yamlEncoding = DiagnosticCode(
        "yaml-encoding", .error, "A text is neither UTF-8 nor UTF-16 with a byte order mark",
        example: "invalid leading UTF-8 octet at byte 118; a byte order mark stands in the middle of the text",
        advice: "save the file as UTF-8")
    package static let yamlLimit = DiagnosticCode(
        "yaml-limit", .error, "A document is larger or more deeply nested than is read",
        example: "the document's aliases expand to more than 100000 values",
        advice: "make the document smaller")
    package static let yamlAlias = DiagnosticCode(
        "yaml-alias", .error, "An alias has no anchor before it, or is part of what it stands for",
        example: "the alias '*gateway' has no anchor '&gateway' before it in this document",
        advice: "define the anchor first, or quote a text that begins with *")
    package static let yamlMergeKey = DiagnosticCode(
        "yaml-merge-key", .error, "A merge key merges something else than mappings",
        example: "'<<' merges a mapping or a list of mappings; '<<' merges no alias of a list",
        advice: "merge a mapping")
    package static let yamlKey = DiagnosticCode(
        "yaml-key", .error, "The key of a field is not a scalar",
        example: "a key must be a scalar, not a list; a key must not be a number from 2^63 on",
        advice: "write a plain key")
    package static let yamlTag = DiagnosticCode(
        "yaml-tag", .error, "A value is not what its tag says",
        example: "'many' is not what its tag '!!int' says",
        advice: "remove the tag, or correct the value")
    package static let yamlNumber = DiagnosticCode(
        "yaml-number", .error, "A number is none in JSON: infinite, none at all, or too large",
        example: "'.inf' is no number in JSON, so kubectl refuses it; the number does not fit a double",
        advice: "write a number that fits, or quote a text")
    package static let duplicateKey = DiagnosticCode(
        "duplicate-key", .error, "A field is set twice in one mapping",
        example:
            "the key 'port' is repeated in this mapping; 'parent_refs' and 'parentRefs' are the same field, set twice",
        advice: "keep one of the two")
    package static let mergeOrder = DiagnosticCode(
        "merge-order", .warning, "A field stands before a merge key that brings it too; kubectl takes the merged one",
        example: "kubectl would take the merged 'weight', because '<<' stands after it; openmcf takes this one",
        advice: "put '<<' first")
}
