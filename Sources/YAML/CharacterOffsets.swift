/// libyaml counts characters; ranges count bytes.
///
/// In an ASCII text the two are one.
struct CharacterOffsets {
    private static let stride = 256

    private let bytes: [UInt8]
    /// Where the text begins, behind a byte order mark: libyaml is not to see it, because it would take a column.
    let start: Int
    /// The byte offset of every 256th character; nil for a text of ASCII alone.
    private let checkpoints: [Int]?

    static func start(of bytes: [UInt8]) -> Int { bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0 }

    init(_ bytes: [UInt8], start: Int) {
        self.bytes = bytes
        self.start = start
        let isASCII = bytes.withUnsafeBufferPointer { $0.allSatisfy { $0 < 0x80 } }
        guard !isASCII else {
            checkpoints = nil
            return
        }
        var checkpoints: [Int] = []
        var character = 0
        for index in start..<bytes.count where bytes[index] & 0xC0 != 0x80 {
            if character % Self.stride == 0 { checkpoints.append(index) }
            character += 1
        }
        self.checkpoints = checkpoints
    }

    /// The byte offset of a character; past the end the text's length.
    func byteOffset(of character: Int) -> Int {
        guard let checkpoints else { return min(character, bytes.count) }
        guard let last = checkpoints.last else { return bytes.count }
        let checkpoint = character / Self.stride
        var index = checkpoint < checkpoints.count ? checkpoints[checkpoint] : last
        var remaining = character - min(checkpoint, checkpoints.count - 1) * Self.stride
        while remaining > 0, index < bytes.count {
            index += 1
            while index < bytes.count, bytes[index] & 0xC0 == 0x80 { index += 1 }
            remaining -= 1
        }
        return index
    }
}
