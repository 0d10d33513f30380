internal import Diagnostics
internal import Documents
internal import Values

/// What is wrong with the keys of a document: repeated ones, and those that stand beside a merge key (`<<`), from which
/// kubectl takes another value.
enum KeyProblems {
    /// At most `limit` problems of each sort are told one by one; the others are counted.
    static func of(_ document: Document, limit: Int) -> [Diagnostic] {
        repeated(in: document, limit) + overridden(in: document, limit)
    }

    private static func repeated(in document: Document, _ limit: Int) -> [Diagnostic] {
        let told = document.duplicateKeys.prefix(limit).map { duplicate in
            Diagnostic(
                .duplicateKey, "the key '\(duplicate.key)' is repeated in this mapping",
                at: Diagnostic.Place(duplicate.range, document: document.number),
                help: "kubectl would silently keep the last one; remove one of the two",
                related: [.init("the first '\(duplicate.key)' is here", at: duplicate.first)])
        }
        let others = document.duplicateKeys.dropFirst(limit)
        guard let first = others.first else { return told }
        let verb = others.count == 1 ? "is" : "are"
        return told + [
            Diagnostic(
                .duplicateKey, "\(English.count(others.count, "more key")) \(verb) repeated in this document",
                at: Diagnostic.Place(first.range, document: document.number))
        ]
    }

    private static func overridden(in document: Document, _ limit: Int) -> [Diagnostic] {
        let told = document.overriddenKeys.prefix(limit).map { overridden in
            Diagnostic(
                .mergeOrder,
                "kubectl would take the merged '\(overridden.key)', because '<<' stands after it; "
                    + "openmcf takes this one",
                at: Diagnostic.Place(overridden.range, document: document.number), help: "put '<<' first",
                related: [.init("'<<' is here", at: overridden.mergeKey)])
        }
        let others = document.overriddenKeys.dropFirst(limit)
        guard let first = others.first else { return told }
        return told + [
            Diagnostic(
                .mergeOrder,
                "kubectl would take the merged value of \(English.count(others.count, "more key")) in this document",
                at: Diagnostic.Place(first.range, document: document.number), help: "put '<<' first")
        ]
    }
}
