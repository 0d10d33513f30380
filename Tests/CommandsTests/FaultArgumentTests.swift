import TestSupport
import Testing

@testable import Commands

/// What `--fault` takes.
struct FaultArgumentTests {
    @Test func allParts() throws {
        let fault = try FaultArgument("delay=200ms,errors=0.1,conflicts=0.05,seed=7")
        #expect(
            fault.description
                == "faults on purpose: each request waits 200ms, 0.1 of the requests fail with 500, "
                + "0.05 of the updates conflict; seed=7 repeats them")
    }

    @Test func aSeedIsChosenWhereNoneIsNamed() throws {
        let told = try FaultArgument("errors=1").description
        #expect(told.hasPrefix("faults on purpose: 1.0 of the requests fail with 500; seed="))
        #expect(told.hasSuffix(" repeats them"))
        let seed = told.split(separator: "=").last?.prefix { $0.isNumber } ?? ""
        #expect(UInt64(seed) != nil)
    }

    private static let syntax = "--fault must be delay=TIME,errors=SHARE,conflicts=SHARE,seed=NUMBER, not "

    @Test(arguments: [
        ("", syntax + "''"), ("errors", syntax + "'errors'"), ("rate=1", syntax + "'rate=1'"),
        ("errors=2", "--fault: errors must be a share between 0 and 1, not '2'"),
        ("errors=nan", "--fault: errors must be a share between 0 and 1, not 'nan'"),
        ("conflicts=-1", "--fault: conflicts must be a share between 0 and 1, not '-1'"),
        ("errors=0.6,conflicts=0.6", "--fault: errors and conflicts together must be at most 1"),
        ("delay=soon", "--fault: the delay must be a time such as 200ms, not 'soon'"),
        ("delay=200", "--fault: the delay must be a time such as 200ms, not '200'"),
        ("seed=-1", "--fault: the seed must be a whole number that is not negative, not '-1'"),
        ("seed=1,seed=2", "--fault has 'seed' twice"),
    ])
    func whatIsNone(_ text: String, _ message: String) async throws {
        let run = try await InProcess.run(["sandbox", "--fault", text])
        #expect(run.status == 64)
        #expect(run.errors.hasPrefix("error: " + message + "\n"), "\(run.errors)")
    }
}
