/// UTF-16 with a byte order mark, as some editors write it.
enum UTF16Decoder {
    /// The text as UTF-8; half a character becomes bytes that no UTF-8 has.
    static func decode(_ bytes: [UInt8]) -> [UInt8]? {
        guard bytes.count >= 2 else { return nil }
        let littleEndian = bytes[0] == 0xFF && bytes[1] == 0xFE
        guard littleEndian || (bytes[0] == 0xFE && bytes[1] == 0xFF) else { return nil }
        let units = stride(from: 2, to: bytes.count - 1, by: 2).map { index -> UInt16 in
            let (first, second) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
            return littleEndian ? first | second << 8 : first << 8 | second
        }
        var text: [UInt8] = []
        if let half = loneSurrogate(in: units) {
            text += String(decoding: units[..<half], as: UTF16.self).utf8
            text += [0xED, 0xA0, 0x80]
            text += String(decoding: units[(half + 1)...], as: UTF16.self).utf8
        } else {
            text += String(decoding: units, as: UTF16.self).utf8
        }
        // The first byte of a character whose second is missing.
        if bytes.count % 2 != 0 { text.append(0xC2) }
        return text
    }

    /// The first half of a pair without the other half.
    private static func loneSurrogate(in units: [UInt16]) -> Int? {
        var index = 0
        while index < units.count {
            if UTF16.isLeadSurrogate(units[index]), index + 1 < units.count, UTF16.isTrailSurrogate(units[index + 1]) {
                index += 2
            } else if UTF16.isSurrogate(units[index]) {
                return index
            } else {
                index += 1
            }
        }
        return nil
    }
}
