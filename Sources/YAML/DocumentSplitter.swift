/// Cuts a text into documents where kubectl does: at each line that starts with `---`, whatever stands around it.
///
/// That is before anything is taken for YAML, so a `---` between quotes or brackets ends a document as well. Lines end
/// at line feeds alone.
struct DocumentSplitter {
    /// The text of a document.
    struct Part: Equatable {
        var range: Range<Int>
        /// Whether a separator ends it, and not the end of the text.
        var isSeparated = false
        /// The first CR of each CR CR LF: kubectl takes the other away together with the LF that it puts back.
        var extraReturns: [Int] = []
    }

    enum Step: Equatable {
        case part(Part)
        /// A line that starts with `---` and goes on with a text.
        case textBehindSeparator(Range<Int>)
        /// A `---` that nothing stands before, and what is no comment to YAML because no blank stands between the two.
        case unspacedComment(Range<Int>)
    }

    private let bytes: [UInt8]
    private var position: Int

    /// Splits what stands from an offset on.
    init(_ bytes: [UInt8], from start: Int) {
        self.bytes = bytes
        position = start
    }

    /// The next document with more in it than blanks and comments, or what is wrong before it; nil at the end.
    mutating func next() -> Step? {
        while position < bytes.count {
            var part = Part(range: position..<bytes.count)
            var isEmpty = true
            while position < bytes.count, !part.isSeparated {
                let line = nextLine()
                let isFirst = line.start == part.range.lowerBound
                if line.isSeparator(in: bytes) {
                    if let problem = line.problem(in: bytes, isFirst: isFirst) { return problem }
                    // A separator that nothing stands before belongs to the document behind it.
                    if isFirst {
                        isEmpty = line.isBlankOrComment(in: bytes, from: line.start + 3, tabs: true)
                    } else {
                        part.range = part.range.lowerBound..<line.start
                        part.isSeparated = true
                    }
                } else {
                    if line.hasExtraReturn(in: bytes) { part.extraReturns.append(line.end - 2) }
                    if isEmpty { isEmpty = line.isBlankOrComment(in: bytes, from: line.start, tabs: false) }
                }
            }
            if !isEmpty { return .part(part) }
        }
        return nil
    }

    /// Takes the line at the position.
    private mutating func nextLine() -> Line {
        let start = position
        let feed = bytes.withUnsafeBufferPointer { bytes in
            var index = start
            while index < bytes.count, bytes[index] != 0x0A { index += 1 }
            return index
        }
        position = min(feed + 1, bytes.count)
        return Line(start: start, end: feed, isEnded: feed < bytes.count)
    }
}

/// A line without its line feed.
private struct Line {
    let start: Int
    let end: Int
    /// Whether a line feed ends it, and not the text.
    let isEnded: Bool

    func isSeparator(in bytes: [UInt8]) -> Bool {
        end - start >= 3 && bytes[start] == 0x2D && bytes[start + 1] == 0x2D && bytes[start + 2] == 0x2D
    }

    func hasExtraReturn(in bytes: [UInt8]) -> Bool {
        isEnded && end - start >= 2 && bytes[end - 1] == 0x0D && bytes[end - 2] == 0x0D
    }

    /// Whether there is nothing to read in the line.
    ///
    /// - Parameter tabs: whether YAML takes a tab for a blank there.
    func isBlankOrComment(in bytes: [UInt8], from start: Int, tabs: Bool) -> Bool {
        let line = bytes[start..<end]
        let text = line.drop { $0 == 0x20 || $0 == 0x0D || tabs && $0 == 0x09 }
        guard text.first == UInt8(ascii: "#") else { return text.isEmpty }
        // A lone CR ends the comment, and so do line breaks beyond ASCII; control characters are refused even here.
        let end = text.lastIndex { $0 != 0x0D } ?? text.endIndex
        return text[...end].allSatisfy { $0 == 0x09 || (0x20...0x7E).contains($0) }
    }

    /// What is wrong with a line that starts with `---`.
    func problem(in bytes: [UInt8], isFirst: Bool) -> DocumentSplitter.Step? {
        let rest = bytes[(start + 3)..<end]
        // The common case: nothing, or a CR.
        if rest.isEmpty || rest.elementsEqual([0x0D]) { return nil }
        let text = rest.trimmingBlanks
        if let first = text.first, first != UInt8(ascii: "#") {
            return .textBehindSeparator(text.startIndex..<text.endIndex)
        }
        let isSpaced = rest.first == 0x20 || rest.first == 0x09 || rest.first == 0x0D
        return isFirst && !isSpaced ? .unspacedComment(rest.startIndex..<rest.endIndex) : nil
    }
}

extension ArraySlice<UInt8> {
    /// Without what Unicode has for blanks at both ends, as Go trims a text.
    fileprivate var trimmingBlanks: ArraySlice<UInt8> {
        let text = String(decoding: self, as: UTF8.self).unicodeScalars
        func width(_ blanks: some Sequence<Unicode.Scalar>) -> Int {
            blanks.prefix { $0.properties.isWhitespace }.reduce(0) { $0 + UTF8.width($1) }
        }
        let leading = width(text)
        return leading == count ? self[endIndex...] : self[(startIndex + leading)..<(endIndex - width(text.reversed()))]
    }
}
