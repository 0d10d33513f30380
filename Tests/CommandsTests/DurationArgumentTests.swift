import Testing

@testable import Commands

/// Times on the command line.
struct DurationArgumentTests {
    @Test(arguments: [
        ("0", Duration.zero), ("90", .seconds(90)), ("90s", .seconds(90)), ("5m", .seconds(300)),
        ("1h30m", .seconds(5400)), ("1h", .seconds(3600)), ("2h0m7s", .seconds(7207)), ("200ms", .milliseconds(200)),
        ("1s500ms", .milliseconds(1500)), ("90m", .seconds(5400)), ("31622400", .seconds(31_622_400)),
    ])
    func isRead(text: String, duration: Duration) {
        #expect(DurationArgument(argument: text)?.duration == duration)
    }

    @Test(arguments: [
        "", " ", "-1", "+1", "1.5", "1.5s", "s", "5 m", "5m ", "5M", "5min", "30m1h", "5m5m", "1s1m", "1h30", "٣s", "५",
        "31622401", "8785h", "99999999999999999999", "9223372036854775807h", "1d", "0x10", "1e3", "5m-1s",
    ])
    func isRefused(text: String) {
        #expect(DurationArgument(argument: text) == nil)
    }

    @Test(arguments: [
        (Duration.zero, "0s"), (.seconds(30), "30s"), (.seconds(900), "15m"), (.seconds(5400), "1h30m"),
        (.seconds(7207), "2h7s"), (.milliseconds(1500), "1500ms"), (.milliseconds(61_500), "1m1s500ms"),
        (.microseconds(7), "0s"),
    ])
    func isSpelledAsItIsRead(duration: Duration, text: String) {
        #expect(duration.spelled == text)
        #expect(DurationArgument(argument: text).map(\.duration.spelled) == text)
    }
}
