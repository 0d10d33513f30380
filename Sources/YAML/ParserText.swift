internal import Diagnostics

/// What libyaml is given of a source, and where its places are in the source.
///
/// Most often that is a stretch of the source as it stands. Where go-yaml v2 reads something otherwise than libyaml,
/// bytes are left out or replaced, so that both read the same.
struct ParserText {
    let source: SourceFile
    /// The stretch of the source.
    let range: Range<Int>
    /// The offsets of bytes in the source that are left out, ascending.
    private var dropped: [Int]
    private var replaced: [(offset: Int, byte: UInt8)] = []
    private let addsLineFeed: Bool

    /// The bytes with the changes; the source's where there is none.
    private var bytes: [UInt8]
    private var characters: CharacterOffsets
    private var isChanged: Bool

    /// - Parameter endsLine: whether a line feed is added at the end where there is none.
    init(_ source: SourceFile, _ range: Range<Int>, endsLine: Bool = false, dropping dropped: [Int] = []) {
        self.source = source
        self.range = range
        self.dropped = dropped
        addsLineFeed = endsLine && Self.endsWithinLine(source.bytes[range])
        isChanged = addsLineFeed || !dropped.isEmpty
        bytes = source.bytes
        characters = CharacterOffsets(source.bytes, range)
        if isChanged { change() }
    }

    private static func endsWithinLine(_ text: ArraySlice<UInt8>) -> Bool {
        guard let last = text.last, last != 0x0A else { return false }
        // Behind half a character libyaml would take a line feed for a wrong second byte, and say that instead.
        let start = text.lastIndex { $0 & 0xC0 != 0x80 } ?? text.startIndex
        return last < 0x80 || String(validating: text[start...], as: UTF8.self) != nil
    }

    var isASCII: Bool { characters.isASCII }

    func withBytes(_ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        bytes.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[characters.range])) }
    }

    /// The byte in the source of a character that libyaml has counted.
    func offset(ofCharacter character: Int) -> Int {
        let offset = characters.byteOffset(of: character)
        return isChanged ? sourceOffset(offset) : offset
    }

    /// The byte in the source of a byte that libyaml has counted.
    func offset(ofByte byte: Int) -> Int {
        isChanged ? sourceOffset(byte) : min(range.lowerBound + byte, source.bytes.count)
    }

    /// Leaves bytes of the source out.
    mutating func drop(_ offsets: [Int]) {
        dropped = (dropped + offsets).sorted()
        change()
    }

    /// Puts another byte in the place of some in the source.
    mutating func replace(_ offsets: [Int], with byte: UInt8) {
        replaced += offsets.map { ($0, byte) }
        change()
    }

    private mutating func change() {
        var changed = Array(source.bytes[range])
        for (offset, byte) in replaced { changed[offset - range.lowerBound] = byte }
        if !dropped.isEmpty {
            let gone = Set(dropped)
            changed = range.indices.filter { !gone.contains($0) }.map { changed[$0 - range.lowerBound] }
        }
        if addsLineFeed { changed.append(0x0A) }
        bytes = changed
        characters = CharacterOffsets(changed, 0..<changed.count)
        isChanged = true
    }

    /// Where a byte of the changed text is in the source.
    private func sourceOffset(_ offset: Int) -> Int {
        // At a dropped byte the place is that of the byte itself, so that a range which ends there leaves it out.
        var (low, high) = (0, dropped.count)
        while low < high {
            let middle = (low + high) / 2
            if dropped[middle] - range.lowerBound - middle < offset { low = middle + 1 } else { high = middle }
        }
        return min(range.lowerBound + offset + low, source.bytes.count)
    }
}
