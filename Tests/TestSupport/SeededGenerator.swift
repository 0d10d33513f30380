#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// SplitMix64: the same numbers for the same seed, so that a failing run can be repeated.
package struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    /// The seed of a random test: always the same, so that no landing depends on luck, unless `OPENMCF_TEST_SEED` has
    /// another number, or `random` for a new one in every run.
    package static var testSeed: UInt64 {
        guard let text = getenv("OPENMCF_TEST_SEED").map({ String(cString: $0) }) else { return 20_261_121 }
        return text == "random" ? .random(in: .min ... .max) : UInt64(text) ?? 0
    }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
