/// libyaml counts characters; ranges count bytes.
///
/// In an ASCII text the two are one.
struct CharacterOffsets {
    private static let stride = 256

    private let bytes: [UInt8]
    /// The stretch of the bytes that libyaml reads.
    let range: Range<Int>
    /// The byte offset of every 256th character; nil for a text of ASCII alone.
    private let checkpoints: [Int]?

    init(_ bytes: [UInt8], _ range: Range<Int>) {
        self.bytes = bytes
        self.range = range
        let isASCII = bytes.withUnsafeBufferPointer { $0[range].allSatisfy { $0 < 0x80 } }
        guard !isASCII else {
            checkpoints = nil
            return
        }
        var checkpoints: [Int] = []
        var character = 0
        for index in range where bytes[index] & 0xC0 != 0x80 {
            if character % Self.stride == 0 { checkpoints.append(index) }
            character += 1
        }
        self.checkpoints = checkpoints
    }

    var isASCII: Bool { checkpoints == nil }

    /// The byte offset of a character; past the end that of the end.
    func byteOffset(of character: Int) -> Int {
        guard let checkpoints else { return min(range.lowerBound + character, range.upperBound) }
        guard let last = checkpoints.last else { return range.upperBound }
        let checkpoint = character / Self.stride
        var index = checkpoint < checkpoints.count ? checkpoints[checkpoint] : last
        var remaining = character - min(checkpoint, checkpoints.count - 1) * Self.stride
        while remaining > 0, index < range.upperBound {
            index += 1
            while index < range.upperBound, bytes[index] & 0xC0 == 0x80 { index += 1 }
            remaining -= 1
        }
        return index
    }
}
