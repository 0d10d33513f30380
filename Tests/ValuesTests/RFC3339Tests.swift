import Testing
import Values

struct RFC3339Tests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0), ("2026-01-31T12:00:00.5+01:00", 1_769_857_200.5),
        ("2000-02-29T00:00:00Z", 951_782_400),
        ("1969-12-31T23:59:59Z", -1), ("2026-12-31T23:59:59-00:30", 1_798_763_399),
        ("2026-01-31T1:00:00,25Z", 1_769_821_200.25),
    ])
    func times(text: String, seconds: Double) {
        #expect(RFC3339.seconds(text) == seconds)
    }

    @Test(arguments: [
        "", "2026-01-31", "2026-01-31T12:00:00", "2026-01-31 12:00:00Z", "2026-01-31t12:00:00z", "2026-02-29T00:00:00Z",
        "1900-02-29T00:00:00Z", "2026-04-31T00:00:00Z", "2026-00-10T00:00:00Z", "2026-13-10T00:00:00Z",
        "2026-01-00T00:00:00Z", "2026-12-32T00:00:00Z", "2026-01-31T24:00:00Z", "2026-06-30T23:59:60Z",
        "2026-01-31T12:00:00.Z", "2026-01-31T12:00:00+0100", "2026-01-31T12:00:00+24:00", "+026-01-31T12:00:00Z",
    ])
    func noTimes(text: String) {
        #expect(RFC3339.seconds(text) == nil)
    }

    @Test(arguments: [
        (0, "1970-01-01T00:00:00Z"), (951_826_554, "2000-02-29T12:15:54Z"), (1_767_225_599, "2025-12-31T23:59:59Z"),
        (1_709_251_199, "2024-02-29T23:59:59Z"), (4_107_542_400, "2100-03-01T00:00:00Z"), (-1, "1969-12-31T23:59:59Z"),
        (-62_167_219_200, "0000-01-01T00:00:00Z"), (253_402_300_799, "9999-12-31T23:59:59Z"),
    ])
    func texts(seconds: Int, text: String) {
        #expect(RFC3339.text(secondsSince1970: seconds) == text)
        #expect(RFC3339.utcSeconds(text) == seconds)
        #expect(RFC3339.day(secondsSince1970: Int64(seconds)) == text.prefix(10))
    }

    @Test func whatNoYearHasIsClamped() {
        #expect(RFC3339.text(secondsSince1970: .max) == "9999-12-31T23:59:59Z")
        #expect(RFC3339.day(secondsSince1970: .min) == "0000-01-01")
    }

    /// The API writes its times in UTC.
    @Test func onlyUTC() {
        #expect(RFC3339.utcSeconds("2026-01-01T00:00:00.5Z") == 1_767_225_600)
        #expect(RFC3339.utcSeconds("2026-01-01T00:00:00+00:00") == nil)
    }

    /// Every day of 400 years, and of the years around 1970, is the day after the one before it.
    @Test func daysFollowEachOther() {
        var date = CivilDate(days: -800_000)
        for days in -799_999...(-799_999 + 146_097) {
            let next = CivilDate(days: days)
            let isNextMonth = date.day == CivilDate.days(in: date.month, of: date.year)
            let expected = CivilDate(
                year: isNextMonth && date.month == 12 ? date.year + 1 : date.year,
                month: isNextMonth ? date.month % 12 + 1 : date.month, day: isNextMonth ? 1 : date.day + 1)
            guard next == expected, next.days == days else {
                Issue.record("day \(days) is \(next), after \(date)")
                return
            }
            date = next
        }
    }
}
