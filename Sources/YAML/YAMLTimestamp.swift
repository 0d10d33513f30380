internal import Values

/// The dates and times that go-yaml v2 takes for a `!!timestamp`.
enum YAMLTimestamp {
    static func isValid(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        var reader = Reader(text: text)
        guard let year = reader.number(digits: 4...4), reader.take("-"),
            let month = reader.number(digits: 1...2), reader.take("-"),
            let day = reader.number(digits: 1...2), CivilDate(year: year, month: month, day: day) != nil
        else { return false }
        if reader.isAtEnd { return true }
        // Without a zone after a blank, with one after the letter.
        if reader.take(" ") { return reader.time() && reader.isAtEnd }
        guard reader.take("T") || reader.take("t"), reader.time() else { return false }
        return reader.zone() && reader.isAtEnd
    }

    private struct Reader {
        let text: UnsafeBufferPointer<UInt8>
        private var position = 0

        init(text: UnsafeBufferPointer<UInt8>) { self.text = text }

        var isAtEnd: Bool { position == text.count }

        mutating func take(_ character: Unicode.Scalar) -> Bool {
            guard position < text.count, text[position] == UInt8(ascii: character) else { return false }
            position += 1
            return true
        }

        mutating func number(digits: ClosedRange<Int>) -> Int? {
            var (count, value) = (0, 0)
            while count < digits.upperBound, position < text.count, (0x30...0x39).contains(text[position]) {
                value = value * 10 + Int(text[position] - 0x30)
                position += 1
                count += 1
            }
            return count >= digits.lowerBound ? value : nil
        }

        /// Hours, minutes and seconds, perhaps with a fraction.
        mutating func time() -> Bool {
            guard let hour = number(digits: 1...2), hour < 24, take(":"),
                let minute = number(digits: 1...2), minute < 60, take(":"),
                let second = number(digits: 1...2), second < 60
            else { return false }
            guard take(".") || take(",") else { return true }
            return number(digits: 1...1) != nil && skipDigits()
        }

        mutating func zone() -> Bool {
            if take("Z") { return true }
            guard take("+") || take("-"), let hour = number(digits: 2...2), hour <= 24, take(":"),
                let minute = number(digits: 2...2)
            else { return false }
            return minute <= 60
        }

        private mutating func skipDigits() -> Bool {
            while number(digits: 1...1) != nil {}
            return true
        }
    }
}
