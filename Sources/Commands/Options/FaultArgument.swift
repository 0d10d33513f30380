internal import ArgumentParser
internal import Sandbox

/// What `--fault` takes: `delay=200ms,errors=0.1,conflicts=0.05,seed=7`, each part at most once.
struct FaultArgument {
    static let syntax = "delay=TIME,errors=SHARE,conflicts=SHARE,seed=NUMBER"

    let options: FaultOptions

    /// - Throws: `ValidationError` for anything else.
    init(_ text: String) throws {
        var options = FaultOptions(seed: .random(in: 0...999_999))
        var seen: Set<Substring> = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let words = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard words.count == 2 else { throw ValidationError("--fault must be \(Self.syntax), not '\(text)'") }
            let value = String(words[1])
            guard seen.insert(words[0]).inserted else { throw ValidationError("--fault has '\(words[0])' twice") }
            switch words[0] {
            case "delay": options.delay = try Self.time(value)
            case "errors": options.errors = try Self.share(value, "errors")
            case "conflicts": options.conflicts = try Self.share(value, "conflicts")
            case "seed":
                guard let seed = UInt64(value) else {
                    throw ValidationError(
                        "--fault: the seed must be a whole number that is not negative, not '\(value)'")
                }
                options.seed = seed
            default: throw ValidationError("--fault must be \(Self.syntax), not '\(text)'")
            }
        }
        guard options.errors + options.conflicts <= 1 else {
            throw ValidationError("--fault: errors and conflicts together must be at most 1")
        }
        self.options = options
    }

    private static func time(_ text: String) throws -> Duration {
        // A number alone is seconds elsewhere; whoever writes one here mostly means milliseconds.
        guard text.last?.isLetter == true, let argument = DurationArgument(argument: text) else {
            throw ValidationError("--fault: the delay must be a time such as 200ms, not '\(text)'")
        }
        return argument.duration
    }

    private static func share(_ text: String, _ name: String) throws -> Double {
        guard let share = Double(text), (0...1).contains(share) else {
            throw ValidationError("--fault: \(name) must be a share between 0 and 1, not '\(text)'")
        }
        return share
    }

    /// What is to be expected, in a sentence without its end.
    var description: String {
        var parts: [String] = []
        if options.delay > .zero { parts.append("each request waits \(options.delay.spelled)") }
        if options.errors > 0 { parts.append("\(options.errors) of the requests fail with 500") }
        if options.conflicts > 0 { parts.append("\(options.conflicts) of the updates conflict") }
        let told = parts.isEmpty ? "none" : parts.joined(separator: ", ")
        return "faults on purpose: \(told); seed=\(options.seed) repeats them"
    }
}
