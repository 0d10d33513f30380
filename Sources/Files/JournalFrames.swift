internal import Values

/// The bytes of a journal: `J1 COUNT SIZE CRC`, the last three in hexadecimal, a line break, then SIZE bytes.
enum JournalFrames {
    struct Contents {
        var records: [[UInt8]] = []
        /// Where the last whole frame ends.
        var validSize = 0
        /// Why the bytes after that are no torn end; nil when they are one, or when there are none.
        var damage: String?
    }

    private static let headerSize = "J1 00000000 00000000 00000000\n".utf8.count

    static func frame(_ records: [[UInt8]]) -> [UInt8] {
        var body: [UInt8] = []
        body.reserveCapacity(records.reduce(0) { $0 + $1.count + 1 })
        for record in records {
            body += record
            body.append(0x0A)
        }
        return Array("J1 \(hex(records.count)) \(hex(body.count)) \(hex(Int(CRC32.checksum(body[...]))))\n".utf8) + body
    }

    static func read(_ bytes: [UInt8]) -> Contents {
        var contents = Contents()
        while contents.validSize < bytes.count {
            guard let frame = frame(in: bytes, at: contents.validSize) else {
                contents.damage = damage(in: bytes, after: contents.validSize)
                return contents
            }
            contents.records += frame.body.split(separator: 0x0A, omittingEmptySubsequences: false)
                .dropLast().map(Array.init)
            contents.validSize = frame.body.endIndex
        }
        return contents
    }

    /// A bad frame with a whole one somewhere after it cannot be the end of an interrupted append.
    private static func damage(in bytes: [UInt8], after start: Int) -> String? {
        // A crash leaves the beginning of a header or zeros, never something else: that is not ours to cut off.
        if start == 0, let byte = bytes.first, byte != UInt8(ascii: "J"), byte != 0 { return "it is no journal" }
        var index = start + 1
        while index < bytes.count {
            if bytes[index - 1] == 0x0A, bytes[index] == UInt8(ascii: "J"), frame(in: bytes, at: index) != nil {
                return "a record there was changed or overwritten, and whole ones follow at byte \(index)"
            }
            index += 1
        }
        return nil
    }

    private static func frame(in bytes: [UInt8], at start: Int) -> (count: Int, body: ArraySlice<UInt8>)? {
        guard bytes.count - start >= headerSize, bytes[start + headerSize - 1] == 0x0A else { return nil }
        let header = String(decoding: bytes[start..<start + headerSize - 1], as: UTF8.self)
        let fields = header.split(separator: " ", omittingEmptySubsequences: false)
        guard fields.count == 4, fields[0] == "J1", let count = Int(fields[1], radix: 16),
            let size = Int(fields[2], radix: 16), let checksum = UInt32(fields[3], radix: 16),
            count > 0, size > 0, size <= bytes.count - start - headerSize
        else { return nil }
        let body = bytes[start + headerSize..<start + headerSize + size]
        guard body.last == 0x0A, CRC32.checksum(body) == checksum else { return nil }
        return (count, body)
    }

    private static func hex(_ number: Int) -> String {
        String(number, radix: 16).zeroPadded(to: 8)
    }
}
