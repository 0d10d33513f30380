/// "Did you mean": the known word that an unknown one was probably meant to be.
package enum Suggestion {
    /// The candidate within a third of the word's length in edits, the nearest first; nil when none is near.
    ///
    /// Letter case and underscores are free, so `backend_refs` and `backendrefs` both find `backendRefs`; so does
    /// `backends`, because no other candidate begins like that.
    package static func nearest(to word: String, among candidates: some Sequence<String>) -> String? {
        let folded = fold(word)
        // A word too long to be a slip of the finger is not worth the quadratic comparison.
        guard folded.count <= 64 else { return nil }
        var best: (distance: Int, candidate: String)?
        var longer: [String] = []
        let stem = folded.last == UInt8(ascii: "s") ? folded.dropLast() : folded[...]
        for candidate in candidates {
            let target = fold(candidate)
            let distance = editDistance(folded, target)
            let limit = max(1, min(folded.count, target.count) / 3)
            if distance <= limit, distance < best?.distance ?? .max { best = (distance, candidate) }
            if stem.count >= 4, target.starts(with: stem) { longer.append(candidate) }
        }
        return best?.candidate ?? (longer.count == 1 ? longer.first : nil)
    }

    /// The candidate that differs in at most two letters, in one where the word is short: for what a person types from
    /// memory, such as a command, a flag or one of a few values.
    package static func closest(to word: String, among candidates: some Sequence<String>) -> String? {
        let folded = fold(word)
        guard folded.count <= 64 else { return nil }
        let limit = folded.count < 5 ? 1 : 2
        return candidates.map { (distance: editDistance(folded, fold($0)), candidate: $0) }
            .filter { $0.distance <= limit }.min { $0.distance < $1.distance }?.candidate
    }

    private static func fold(_ word: String) -> [UInt8] {
        let bytes = word.lowercased().utf8.filter { $0 != UInt8(ascii: "_") && $0 != UInt8(ascii: "-") }
        guard bytes.contains(where: { $0 >= 0x80 }) else { return Array(bytes) }
        // What cannot be seen was not typed on purpose: a space of another width, a zero-width joiner.
        let seen = String(decoding: bytes, as: UTF8.self).unicodeScalars.filter {
            !$0.properties.isWhitespace && !$0.properties.isDefaultIgnorableCodePoint
        }
        return Array(String(String.UnicodeScalarView(seen)).utf8)
    }

    /// The number of insertions, deletions, substitutions and swaps of neighbours between two words.
    static func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        guard !left.isEmpty, !right.isEmpty else { return max(left.count, right.count) }
        var beforePrevious = [Int](repeating: 0, count: right.count + 1)
        var previous = Array(0...right.count)
        for (row, leftByte) in left.enumerated() {
            var current = [row + 1]
            for (column, rightByte) in right.enumerated() {
                let substitution = previous[column] + (leftByte == rightByte ? 0 : 1)
                var distance = min(previous[column + 1] + 1, current[column] + 1, substitution)
                if row > 0, column > 0, leftByte == right[column - 1], left[row - 1] == rightByte {
                    distance = min(distance, beforePrevious[column - 1] + 1)
                }
                current.append(distance)
            }
            (beforePrevious, previous) = (previous, current)
        }
        return previous[right.count]
    }
}
