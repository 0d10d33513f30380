internal import Diagnostics
internal import Documents

/// What is wrong with the keys of a document: repeated ones, and those that stand beside a merge key (`<<`), from which
/// kubectl takes another value.
enum KeyProblems {
    /// At most `limit` problems of each sort are told one by one.
    static func of(_ document: Document, limit: Int) -> [Diagnostic] {
        repeated(in: document, limit) + overridden(in: document, limit)
    }

    private static func repeated(in document: Document, _ limit: Int) -> [Diagnostic] {
        var diagnostics = document.duplicateKeys.prefix(limit).map { duplicate in
            Diagnostic(
                .duplicateKey, "the key '\(duplicate.key)' is repeated in this mapping",
                at: Diagnostic.Place(duplicate.range, document: document.number),
                help: "kubectl would silently keep the last one; remove one of the two",
                related: [.init("the first '\(duplicate.key)' is here", at: duplicate.first)])
        }
        if document.duplicateKeys.count > limit {
            let more = document.duplicateKeys.count - limit
            diagnostics.append(
                Diagnostic(
                    .duplicateKey, "\(more) more keys are repeated in this document",
                    at: Diagnostic.Place(document.duplicateKeys[limit].range, document: document.number)))
        }
        return diagnostics
    }

    private static func overridden(in document: Document, _ limit: Int) -> [Diagnostic] {
        document.overriddenKeys.prefix(limit).map { overridden in
            Diagnostic(
                .mergeOrder,
                "kubectl would take the merged '\(overridden.key)', because '<<' stands after it; "
                    + "openmcf takes this one",
                at: Diagnostic.Place(overridden.range, document: document.number), help: "put '<<' first",
                related: [.init("'<<' is here", at: overridden.mergeKey)])
        }
    }
}
