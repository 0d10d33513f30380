internal import ArgumentParser
internal import Values

/// A time as every flag takes it: `90s`, `5m`, `1h30m`, or a bare number of seconds.
struct DurationArgument: ExpressibleByArgument, Sendable, Equatable {
    let duration: Duration

    /// More than this is a typing mistake.
    private static let longest = Duration.seconds(366 * 24 * 3600)

    private static let units: [(name: String, milliseconds: Int64)] = [
        ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1),
    ]

    init(_ duration: Duration) { self.duration = duration }

    /// Reads numbers with the units `h`, `m`, `s` and `ms`, each at most once and the longest first.
    init?(argument: String) {
        if argument.utf8.allSatisfy(\.isASCIIDigit), let seconds = Int64(argument) {
            guard seconds <= Self.longest.components.seconds else { return nil }
            duration = .seconds(seconds)
            return
        }
        var rest = argument[...]
        var units = Self.units[...]
        var sum = Duration.zero
        while !rest.isEmpty {
            let digits = rest.prefix { $0.utf8.allSatisfy(\.isASCIIDigit) }
            let letters = rest[digits.endIndex...].prefix { $0.isLetter }
            guard let number = Int64(digits), let unit = units.firstIndex(where: { $0.name == letters }) else {
                return nil
            }
            let (milliseconds, isTooMuch) = number.multipliedReportingOverflow(by: units[unit].milliseconds)
            guard !isTooMuch, milliseconds <= Self.longest.components.seconds * 1000 else { return nil }
            sum += .milliseconds(milliseconds)
            units = units[(unit + 1)...]
            rest = rest[letters.endIndex...]
        }
        guard !argument.isEmpty, sum <= Self.longest else { return nil }
        duration = sum
    }

    var defaultValueDescription: String { duration.spelled }

    /// Refuses a time of zero for a flag that bounds something.
    func requirePositive(_ flag: String) throws {
        if duration <= .zero { throw ValidationError("\(flag) must be longer than 0") }
    }
}

extension Duration {
    /// The time as a flag takes it, such as `1h30m`; parts of a millisecond are left out.
    var spelled: String {
        let (seconds, milliseconds) = secondsAndMilliseconds
        // Nobody says one second and 500 milliseconds.
        if milliseconds > 0, seconds < 60 { return "\(seconds * 1000 + milliseconds)ms" }
        let parts = [
            (seconds / 3600, "h"), (seconds / 60 % 60, "m"), (seconds % 60, "s"), (milliseconds, "ms"),
        ]
        let text = parts.filter { $0.0 > 0 }.map { "\($0.0)\($0.1)" }.joined()
        return text.isEmpty ? "0s" : text
    }
}
