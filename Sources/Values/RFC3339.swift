/// Points in time as JSON and the Kubernetes API write them.
package enum RFC3339 {
    /// The seconds since 1970 of a time such as `2026-01-31T12:00:00.5+01:00`; nil for anything else.
    ///
    /// As in Go, an hour may have one digit and a fraction may begin with a comma; a leap second is none.
    package static func seconds(_ text: String) -> Double? {
        var bytes = Array(text.utf8)
        if bytes.count > 12, bytes[12] == UInt8(ascii: ":") { bytes.insert(UInt8(ascii: "0"), at: 11) }
        guard bytes.count >= 20, bytes.count <= 64,
            [bytes[4], bytes[7], bytes[10], bytes[13], bytes[16]] == Array("--T::".utf8),
            let year = number(bytes[0..<4]), let month = number(bytes[5..<7]), let day = number(bytes[8..<10]),
            let hour = number(bytes[11..<13]), let minute = number(bytes[14..<16]),
            let second = number(bytes[17..<19]), hour < 24, minute < 60, second < 60,
            let date = CivilDate(year: year, month: month, day: day), let (fraction, offset) = rest(bytes[19...])
        else { return nil }
        return Double(date.days * 86_400 + hour * 3600 + minute * 60 + second - offset) + fraction
    }

    /// The whole seconds since 1970 of a time in UTC, `2026-01-31T12:00:00Z`, as the API writes all of its times; nil
    /// for anything else.
    package static func utcSeconds(_ text: String) -> Int? { text.hasSuffix("Z") ? seconds(text).map { Int($0) } : nil }

    /// The text of a time, in UTC; what lies outside of the years 0 to 9999 is clamped.
    package static func text(secondsSince1970 seconds: Int) -> String {
        let seconds = min(max(seconds, -62_167_219_200), 253_402_300_799)
        let second = (seconds % 86_400 + 86_400) % 86_400
        let time = [second / 3600, second / 60 % 60, second % 60].map { String($0).zeroPadded(to: 2) }
        return "\(CivilDate(days: (seconds - second) / 86_400))T\(time.joined(separator: ":"))Z"
    }

    /// The day of a time, in UTC, such as `2024-03-01`.
    package static func day(secondsSince1970 seconds: Int64) -> String {
        String(text(secondsSince1970: Int(clamping: seconds)).prefix(10))
    }

    /// The text of this moment, to the second.
    package static func now() -> String { text(secondsSince1970: Int(WallClock.now)) }

    /// What follows the seconds: a fraction, and `Z` or an offset in seconds.
    private static func rest(_ bytes: ArraySlice<UInt8>) -> (fraction: Double, offset: Int)? {
        var bytes = bytes
        var fraction = 0.0
        if let first = bytes.first, first == UInt8(ascii: ".") || first == UInt8(ascii: ",") {
            let digits = bytes.dropFirst().prefix(while: \.isASCIIDigit)
            guard !digits.isEmpty else { return nil }
            fraction = Double("0." + String(decoding: digits, as: UTF8.self)) ?? 0
            bytes = bytes.dropFirst(1 + digits.count)
        }
        if bytes.elementsEqual("Z".utf8) { return (fraction, 0) }
        let parts = Array(bytes)
        guard parts.count == 6, parts[3] == UInt8(ascii: ":"), let hours = number(parts[1..<3]),
            let minutes = number(parts[4..<6]), hours < 24, minutes < 60
        else { return nil }
        switch parts[0] {
        case UInt8(ascii: "+"): return (fraction, hours * 3600 + minutes * 60)
        case UInt8(ascii: "-"): return (fraction, -(hours * 3600 + minutes * 60))
        default: return nil
        }
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> Int? {
        guard bytes.allSatisfy(\.isASCIIDigit) else { return nil }
        return bytes.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }
}
