extension SourceFile {
    /// A hash for each line up to the given one, by which GitHub code scanning knows a line again when others move it.
    ///
    /// It is what GitHub's own upload computes where a report has none: a polynomial in 37 over the next 100 UTF-16
    /// code units that are no blanks, modulo 2⁶⁴, and after a colon how often it has occurred so far. A line break of
    /// any kind is one unit; the text ends with 0xFFFF, and zeros fill the rest.
    package func lineHashes(upTo lastLine: Int) -> [String] {
        guard lastLine > 0 else { return [] }
        let (units, starts) = hashedUnits(lines: lastLine)
        var counts: [UInt64: Int] = [:]
        return starts.prefix(lastLine).map { start in
            var hash: UInt64 = 0
            for index in start..<start + Self.hashedLength {
                hash = hash &* 37 &+ (index < units.count ? UInt64(units[index]) : 0)
            }
            let count = counts[hash, default: 0] + 1
            counts[hash] = count
            return String(hash, radix: 16) + ":\(count)"
        }
    }

    private static var hashedLength: Int { 100 }

    /// The units that count, up to those of a line's hash, and the index at which each line starts.
    private func hashedUnits(lines: Int) -> (units: [UInt16], starts: [Int]) {
        var units: [UInt16] = []
        var starts = [0]
        var afterReturn = false
        for unit in String(decoding: bytes, as: UTF8.self).utf16 {
            let belongsToReturn = afterReturn && unit == 0x0A
            afterReturn = unit == 0x0D
            if unit == 0x20 || unit == 0x09 || belongsToReturn { continue }
            let isBreak = unit == 0x0A || unit == 0x0D
            units.append(isBreak ? 0x0A : unit)
            if isBreak { starts.append(units.count) }
            if starts.count > lines, units.count >= starts[lines - 1] + Self.hashedLength { return (units, starts) }
        }
        return (units + [0xFFFF], starts)
    }
}
