internal import Values

/// What there is only one of in a cluster, and which of it is taken: addresses and ports of Services.
struct Allocations {
    /// All objects of the kind.
    let others: [StoredObject]
    /// Where the search for something free begins: it differs from write to write, and is the same in each run.
    let seed: Int

    /// Whether another object has a text in its JSON.
    func isTaken(_ json: String) -> Bool {
        let needle = Array(json.utf8)
        return others.contains { Self.contains($0.json, needle) }
    }

    private static func contains(_ bytes: [UInt8], _ needle: [UInt8]) -> Bool {
        guard let first = needle.first, bytes.count >= needle.count else { return false }
        for start in 0...(bytes.count - needle.count) where bytes[start] == first {
            if bytes[start..<start + needle.count].elementsEqual(needle) { return true }
        }
        return false
    }

    /// The first of some numbers that is free, beginning where the seed says.
    func firstFree(of range: ClosedRange<Int>, _ isFree: (Int) -> Bool) -> Int? {
        // A step that has no divisor with the size in common comes by every number.
        let start = (seed &* 7919 & Int.max) % range.count
        for offset in 0..<range.count {
            let number = range.lowerBound + (start + offset) % range.count
            if isFree(number) { return number }
        }
        return nil
    }
}
