internal import Values

/// A point in time with exactly six digits behind the seconds (apimachinery `metav1.MicroTime`).
enum MicroTime {
    private static let layout = "2006-01-02T15:04:05.000000Z07:00"

    /// What a text must have in turn: how the layout spells it, and how much of the text it is.
    private static let elements: [(name: String, digits: Int)] = [
        ("2006", 4), ("-", 0), ("01", 2), ("-", 0), ("02", 2), ("T", 0), ("15", 2), (":", 0), ("04", 2), (":", 0),
        ("05", 2),
    ]

    /// Why a text is none, in the words of Go's `time.Parse`; nil for one.
    static func problem(_ text: String) -> String? {
        func fails(_ rest: Substring.UTF8View, _ element: String) -> String {
            "parsing time \"\(text)\" as \"\(layout)\": cannot parse \"\(Substring(rest))\" as \"\(element)\""
        }
        var rest = Substring(text).utf8
        for (name, digits) in elements {
            let part = rest.prefix(max(digits, 1))
            let fits =
                digits == 0
                ? part.elementsEqual(name.utf8) : part.count == digits && part.allSatisfy(\.isASCIIDigit)
            guard fits else { return fails(rest, name) }
            rest = rest.dropFirst(part.count)
        }
        let fraction = rest.prefix(7)
        guard fraction.count == 7, fraction.first == UInt8(ascii: "."), fraction.dropFirst().allSatisfy(\.isASCIIDigit)
        else { return fails(rest, ".000000") }
        rest = rest.dropFirst(7)
        guard rest.first?.isASCIIDigit != true, RFC3339.seconds("2006-01-02T15:04:05\(Substring(rest))") != nil else {
            return fails(rest, "Z07:00")
        }
        return RFC3339.seconds(text) == nil ? "parsing time \"\(text)\": out of range" : nil
    }

    /// The same point in time in UTC.
    static func normalized(_ text: String) -> String {
        guard !text.hasSuffix("Z"), let seconds = RFC3339.seconds(text), let dot = text.firstIndex(of: ".") else {
            return text
        }
        return self.text(seconds: Int(seconds.rounded(.down)), fraction: text[dot...].prefix(7))
    }

    /// - Parameter fraction: the dot and six digits.
    private static func text(seconds: Int, fraction: Substring) -> String {
        RFC3339.text(secondsSince1970: seconds).dropLast() + fraction + "Z"
    }

    /// The text of a time as protobuf has it.
    static func text(seconds: Int64, nanoseconds: Int64) -> String {
        let digits = String(min(max(nanoseconds, 0), 999_999_999) / 1000).zeroPadded(to: 6)
        return text(seconds: Int(clamping: seconds), fraction: "." + digits[...])
    }
}
