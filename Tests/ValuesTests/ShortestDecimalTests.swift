import TestSupport
import Testing
import Values

/// Numbers as Go spells them: recorded from `encoding/json` and `strconv`.
struct ShortestDecimalTests {
    @Test(
        arguments: [
            (0, "0"), (-0.0, "-0"), (1, "1"), (-1.5, "-1.5"), (100, "100"), (120.5, "120.5"), (0.1, "0.1"),
            (0.30000000000000004, "0.30000000000000004"), (0.000001, "0.000001"), (0.0000012345, "0.0000012345"),
            (0.00000099, "9.9e-7"), (1.5e-10, "1.5e-10"), (.leastNonzeroMagnitude, "5e-324"),
            (1e20, "100000000000000000000"),
            (123_456_789_012_345_683_968, "123456789012345680000"),
            (999_999_999_999_999_868_928, "999999999999999900000"),
            (1e21, "1e+21"), (1.7976931348623157e308, "1.7976931348623157e+308"),
            (5_314_198_221_500_000_256, "5314198221500000000"),
            (9_007_199_254_740_992, "9007199254740992"), (-9.223372036854776e18, "-9223372036854776000"),
            (10, "10"), (1000.5, "1000.5"), (0.05, "0.05"),
        ] as [(Double, String)])
    func json(number: Double, text: String) {
        #expect(ShortestDecimal(number).json == text)
    }

    @Test(
        arguments: [
            (0, "0"), (-0.0, "-0"), (1.5, "1.5"), (0.123456789, "0.12345679"), (999_999, "999999"), (1e6, "1e+06"),
            (1_234_567.5, "1.2345675e+06"), (1_901_549, "1.901549e+06"), (0.0001, "0.0001"), (0.00001, "1e-05"),
            (-2.5e-7, "-2.5e-07"), (1e10, "1e+10"), (3.4028235e38, "3.4028235e+38"),
            (1.8446744073709552e19, "1.8446744e+19"),
            (100_000, "100000"), (16_777_216, "1.6777216e+07"),
        ] as [(Float, String)])
    func general(number: Float, text: String) {
        #expect(ShortestDecimal(number).general == text)
    }

    @Test func isReadBackAsTheSameNumber() {
        var generator = SeededGenerator(seed: SeededGenerator.testSeed)
        for _ in 0..<2000 {
            let number = Double(bitPattern: generator.next())
            guard number.isFinite else { continue }
            #expect(Double(ShortestDecimal(number).json) == number)
            let float = Float(bitPattern: UInt32(truncatingIfNeeded: generator.next()))
            if float.isFinite { #expect(Float(ShortestDecimal(float).general) == float) }
        }
    }
}
