internal import Diagnostics
package import Documents
package import Values

/// The comments of a YAML document, which libyaml passes over, by the fields that they stand at.
package struct Comments: Sendable, Equatable {
    /// Comments on lines of their own, each from its `#` on, by the field that they stand above.
    package private(set) var above: [FieldPath: [String]] = [:]
    /// Comments at the end of a field's first line.
    package private(set) var beside: [FieldPath: [String]] = [:]
    /// Comments behind the last field.
    package private(set) var below: [String] = []

    package init() {}

    /// Reads the comments of a document, or of an element of a list that stands in one.
    package init(of document: Document) {
        var scanner = CommentScanner(document)
        scanner.scan()
        (above, beside, below) = (scanner.above, scanner.beside, scanner.below)
    }

    /// How many lines of comments there are.
    package var count: Int {
        (Array(above.values) + Array(beside.values)).reduce(below.count) { $0 + $1.count }
    }

    /// The comments at other paths; those for which there is none are left out.
    ///
    /// - Parameter withThoseBelow: whether those behind the last field stay.
    package func moved(withThoseBelow: Bool = true, _ path: (FieldPath) -> FieldPath?) -> Comments {
        var moved = Comments()
        if withThoseBelow { moved.below = below }
        for (place, lines) in above.sorted(by: { $0.key < $1.key }) {
            if let path = path(place) { moved.above[path, default: []] += lines }
        }
        for (place, lines) in beside.sorted(by: { $0.key < $1.key }) {
            if let path = path(place) { moved.beside[path, default: []] += lines }
        }
        return moved
    }
}

/// Looks for comments in what lies between the scalars of a document.
private struct CommentScanner {
    private struct Field {
        let start: Int
        let path: FieldPath
    }

    private let bytes: [UInt8]
    private let region: Range<Int>
    /// Fields and list elements in the order in which they are written.
    private var fields: [Field] = []
    /// Where scalars are written: a `#` in them begins no comment.
    private var scalars: [Range<Int>] = []
    var above: [FieldPath: [String]] = [:]
    var beside: [FieldPath: [String]] = [:]
    var below: [String] = []

    init(_ document: Document) {
        bytes = document.source.bytes
        region = Self.region(of: document.root.range.start..<document.root.range.end, in: bytes)
        collect(document.root, FieldPath())
    }

    private mutating func collect(_ node: Node, _ path: FieldPath) {
        // What an alias or a merge key brings is written elsewhere.
        guard node.use == nil else { return }
        switch node.kind {
        case .mapping:
            for (key, value) in node.entries where key.use == nil {
                let path = path.appending(key.keyText)
                fields.append(Field(start: key.range.start, path: path))
                scalars.append(key.range.start..<key.range.end)
                collect(value, path)
            }
        case .sequence:
            for (index, element) in node.elements.enumerated() where element.use == nil {
                let path = path.appending(index)
                fields.append(Field(start: element.range.start, path: path))
                collect(element, path)
            }
        default: scalars.append(node.range.start..<node.range.end)
        }
    }

    /// From the comments above the content, which belong to it, to the end of the document.
    ///
    /// Of an element of a list only the lines of comments right above it are its own.
    private static func region(of content: Range<Int>, in bytes: [UInt8]) -> Range<Int> {
        var start = lineStart(content.lowerBound, bytes)
        while start > 0 {
            let previous = lineStart(start - 1, bytes)
            let line = bytes[previous..<start]
            guard let first = line.first(where: { $0 != 0x20 && $0 != 0x09 }), !line.starts(with: "---".utf8) else {
                break
            }
            guard first == UInt8(ascii: "#") || first == 0x0A || first == 0x0D else { break }
            start = previous
        }
        return start..<regionEnd(of: content, in: bytes)
    }

    /// Behind the comments that follow the content, unless more content follows those: then they stand above that.
    private static func regionEnd(of content: Range<Int>, in bytes: [UInt8]) -> Int {
        func lineEnd(_ offset: Int) -> Int { bytes[offset...].firstIndex(of: 0x0A).map { $0 + 1 } ?? bytes.count }
        let ownEnd = lineEnd(content.upperBound)
        var end = ownEnd
        while end < bytes.count {
            let next = lineEnd(end)
            let line = bytes[end..<next]
            if line.starts(with: "---".utf8) || line.starts(with: "...".utf8) { return end }
            let first = line.first { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D && $0 != 0x0A }
            if let first, first != UInt8(ascii: "#") { return ownEnd }
            end = next
        }
        return end
    }

    private static func lineStart(_ offset: Int, _ bytes: [UInt8]) -> Int {
        bytes[..<offset].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    }

    mutating func scan() {
        fields.sort { $0.start < $1.start }
        scalars.sort { $0.lowerBound < $1.lowerBound }
        var scalars = scalars[...]
        var offset = region.lowerBound
        while offset < region.upperBound {
            while let scalar = scalars.first, scalar.upperBound <= offset { scalars.removeFirst() }
            if let scalar = scalars.first, scalar.contains(offset) {
                offset = scalar.upperBound
            } else if bytes[offset] == UInt8(ascii: "#"), offset == 0 || [0x20, 0x09, 0x0A].contains(bytes[offset - 1])
            {
                let end = bytes[offset...].firstIndex(of: 0x0A) ?? bytes.count
                note(String(decoding: bytes[offset..<end].filter { $0 != 0x0D }, as: UTF8.self), at: offset)
                offset = end
            } else {
                offset += 1
            }
        }
    }

    private mutating func note(_ comment: String, at offset: Int) {
        let line = Self.lineStart(offset, bytes)
        let isAlone = bytes[line..<offset].allSatisfy { $0 == 0x20 || $0 == 0x09 }
        if !isAlone, let field = fields.last(where: { $0.start < offset }), field.start >= line {
            beside[field.path, default: []].append(comment)
        } else if let field = fields.first(where: { $0.start > offset }) {
            // What stands above everything is about everything, whichever field is the first.
            above[field.start == fields.first?.start ? FieldPath() : field.path, default: []].append(comment)
        } else {
            below.append(comment)
        }
    }
}
