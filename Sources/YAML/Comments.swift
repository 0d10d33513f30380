internal import Diagnostics
internal import Documents
package import Values

/// The comments of a document, which libyaml passes over, by the fields that they stand at.
package struct Comments: Sendable, Equatable {
    /// Comments on lines of their own, each from its `#` on, by the field that they stand above; those above everything
    /// are about everything, whichever field is the first.
    package private(set) var above: [FieldPath: [String]] = [:]
    /// Comments at the end of a field's first line.
    package private(set) var beside: [FieldPath: [String]] = [:]
    /// Comments behind the last field.
    package private(set) var below: [String] = []
    /// How many hold what may not be written, such as control characters.
    package private(set) var unwritableCount = 0

    package init() {}

    /// How many can be written.
    package var count: Int {
        below.count + above.values.reduce(0) { $0 + $1.count } + beside.values.reduce(0) { $0 + $1.count }
    }

    /// The comments above everything.
    package var head: [String] { above[FieldPath()] ?? [] }

    /// Puts other comments above and below all of these.
    package mutating func surround(above: [String] = [], below: [String] = []) {
        if !above.isEmpty { self.above[FieldPath()] = above + head }
        self.below += below
    }

    /// The comments at other paths; those for which there is none are left out.
    package func moved(_ path: (FieldPath) -> FieldPath?) -> Comments {
        var moved = Comments()
        moved.below = below
        for (place, lines) in above.sorted(by: { $0.key < $1.key }) {
            if let path = path(place) { moved.above[path, default: []] += lines }
        }
        for (place, lines) in beside.sorted(by: { $0.key < $1.key }) {
            if let path = path(place) { moved.beside[path, default: []] += lines }
        }
        return moved
    }

    /// The comments at fields, shared out: to whom, and where they stand there; nil for nobody.
    package func divided<Owner: Hashable>(_ place: (FieldPath) -> (Owner, FieldPath)?) -> [Owner: Comments] {
        var shares: [Owner: Comments] = [:]
        for (path, lines) in above {
            if let (owner, path) = place(path) { shares[owner, default: Comments()].above[path] = lines }
        }
        for (path, lines) in beside {
            if let (owner, path) = place(path) { shares[owner, default: Comments()].beside[path] = lines }
        }
        return shares
    }
}

extension Comments {
    /// Puts the comments of a document, and of what surrounds it, at its fields.
    fileprivate init(_ comments: ArraySlice<WrittenComment>, in document: Document) {
        guard !comments.isEmpty else { return }
        var pending = comments
        var isFirst = true
        // The last field that begins on the line of the next comment, before that.
        var neighbour: FieldPath?
        func place(above path: FieldPath?) {
            let comment = pending.removeFirst()
            defer { neighbour = nil }
            guard let text = comment.text else { return unwritableCount += 1 }
            if let neighbour {
                beside[neighbour, default: []].append(text)
            } else if let path {
                above[path, default: []].append(text)
            } else {
                below.append(text)
            }
        }
        document.forEachField { start, path in
            while let comment = pending.first, comment.offset < start { place(above: isFirst ? FieldPath() : path) }
            isFirst = false
            if let comment = pending.first, !comment.isAlone, comment.line <= start { neighbour = path }
        }
        while !pending.isEmpty { place(above: nil) }
    }
}

/// The comments of a text, by its documents.
package struct TextComments: Sendable {
    /// Those that a separator parts from the first document.
    package private(set) var head = Comments()
    /// Those of each document, by its number: from the separator before it to the one behind it.
    package private(set) var documents: [Int: Comments] = [:]

    /// Goes through the text once.
    ///
    /// - Parameter stream: what was read of the text, with its scalars.
    package init(of stream: YAMLStream) {
        let documents = stream.documents.filter { $0.root.kind != .null }
        guard let bytes = documents.first?.source.bytes else { return }
        var comments = CommentScanner.comments(in: bytes, outside: stream.scalars)[...]
        func take(before offset: Int) -> ArraySlice<WrittenComment> {
            let taken = comments.prefix { $0.offset < offset }
            comments = comments[taken.endIndex...]
            return taken
        }
        guard !comments.isEmpty else { return }
        let starts = documents.indices.map { index in
            let gap = (index == 0 ? 0 : documents[index - 1].root.range.end)..<documents[index].root.range.start
            return Self.separator(in: bytes, gap, last: index == 0) ?? gap.lowerBound
        }
        for comment in take(before: starts[0]) { head.add(comment) }
        for (index, document) in documents.enumerated() {
            let own = take(before: index + 1 < starts.count ? starts[index + 1] : bytes.count)
            if !own.isEmpty { self.documents[document.number] = Comments(own, in: document) }
        }
    }

    /// Where a line between two documents starts with `---`: the first such line, or the last.
    private static func separator(in bytes: [UInt8], _ gap: Range<Int>, last: Bool) -> Int? {
        var found: Int?
        var offset = gap.lowerBound
        while offset + 3 <= gap.upperBound, last || found == nil {
            if bytes[offset..<offset + 3].elementsEqual("---".utf8), isLineStart(offset, in: bytes) { found = offset }
            offset += 1
        }
        return found
    }

    private static func isLineStart(_ offset: Int, in bytes: [UInt8]) -> Bool {
        offset == 0 || bytes[offset - 1] == 0x0A || bytes[..<offset].suffix(3).elementsEqual(ByteOrderMark.utf8)
    }
}

extension Comments {
    fileprivate mutating func add(_ comment: WrittenComment) {
        if let text = comment.text { surround(below: [text]) } else { unwritableCount += 1 }
    }
}
