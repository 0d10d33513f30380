internal import Documents
internal import Values
internal import YAML

/// The comments of a source, by the objects that they belong to.
final class SourceComments: Sendable {
    /// Those of one document.
    struct OfDocument: Sendable {
        /// How many there are, those included that cannot be written.
        var count = 0
        /// Those above and behind everything, which a list has for all its items.
        var head: [String] = []
        var tail: [String] = []
        /// Those at the fields of objects, by the position of the object in a list; nil for the document itself.
        var objects: [Int?: Comments] = [:]
    }

    /// Those above all documents, parted from the first by a separator.
    let head: [String]
    /// How many there are above all documents, those included that cannot be written.
    let headCount: Int
    /// Those of each document, by its number.
    let documents: [Int: OfDocument]

    /// - Parameters:
    ///   - stream: what was read, with its scalars; of a stack input the whole, and not the target alone.
    ///   - isStackInput: whether the manifest stands under the key `target`.
    init(of stream: YAMLStream, isStackInput: Bool) {
        let comments = TextComments(of: stream)
        head = comments.head.below
        headCount = head.count + comments.head.unwritableCount
        var found: [Int: OfDocument] = [:]
        for document in stream.documents {
            guard let comments = comments.documents[document.number] else { continue }
            found[document.number] = OfDocument(
                comments, isStackInput ? document.root["target"] : document.root, isStackInput)
        }
        documents = found
    }
}

extension SourceComments.OfDocument {
    fileprivate init(_ comments: Comments, _ object: Node?, _ isStackInput: Bool) {
        count = comments.count + comments.unwritableCount
        head = comments.head
        tail = comments.below
        guard let object else { return }
        let isList = if case .list = InputObject(object) { true } else { false }
        let prefix: [FieldPath.Element] = (isStackInput ? [.key("target")] : []) + (isList ? [.key("items")] : [])
        objects = comments.divided { path in
            guard !path.isRoot, path.elements.starts(with: prefix) else { return nil }
            let rest = path.elements.dropFirst(prefix.count)
            guard isList else { return (nil, FieldPath(Array(rest))) }
            guard case .index(let item) = rest.first else { return nil }
            return (item, FieldPath(Array(rest.dropFirst())))
        }
    }
}

extension Manifest {
    /// The comments at its fields, by their paths in the document.
    var comments: Comments { sourceComments?.documents[document.number]?.objects[item] ?? Comments() }
}
