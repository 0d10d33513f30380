/// Lines that start with `%TAG`, counted before libyaml compares each of them with all others.
enum TagDirectives {
    /// Where the line after the first `limit` such lines starts; nil when there are no more of them.
    static func start(of limit: Int, in bytes: [UInt8]) -> Int? {
        bytes.withUnsafeBufferPointer { bytes in
            var count = 0
            var position = 0
            // Few texts have a percent sign at all.
            while let found = bytes[position...].firstIndex(of: UInt8(ascii: "%")) {
                position = found + 1
                let isFirst = found == 0 || bytes[found - 1] == 0x0A || bytes[found - 1] == 0x0D
                guard isFirst, bytes[position...].starts(with: "TAG".utf8) else { continue }
                if count == limit { return found }
                count += 1
            }
            return nil
        }
    }
}
