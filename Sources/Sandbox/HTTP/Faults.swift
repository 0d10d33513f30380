internal import Synchronization

/// The faults that a sandbox makes on purpose, so that its clients can be tested against them.
package struct FaultOptions: Sendable, Equatable {
    /// How long each request waits before it is looked at.
    package var delay = Duration.zero
    /// The share of the requests that fail with 500 before anything is done, from 0 to 1.
    package var errors = 0.0
    /// The share of the updates that are refused with 409, from 0 to 1.
    package var conflicts = 0.0
    /// What decides which ones.
    package var seed: UInt64

    package init(seed: UInt64) { self.seed = seed }
}

/// Decides which requests meet a fault; discovery and questions about the server's health never do.
///
/// That follows from the seed, the method and path of a request, and how often the two came before: the same requests
/// meet the same faults, whatever other clients send meanwhile.
final class Faults: Sendable {
    private let options: FaultOptions
    /// How often each method and path came, by their hash.
    private let counts = Mutex<[UInt64: UInt64]>([:])

    /// More different requests than this begin to be counted anew.
    private static let maximumCount = 1_000_000

    init(_ options: FaultOptions) { self.options = options }

    /// Has a request wait.
    ///
    /// - Throws: the fault that it meets.
    func strike(_ request: ServedRequest, _ target: ResourceRequest) async throws(APIFailure) {
        if options.delay > .zero { try? await Task.sleep(for: options.delay) }
        let draw = draw(request)
        if draw < options.errors { throw .internalError("the sandbox was told to fail with --fault") }
        let isUpdate = request.method == "PUT" || request.method == "PATCH"
        if isUpdate, let name = target.name, draw < options.errors + options.conflicts {
            throw .modified(target.resource.subject(name))
        }
    }

    /// The next number of a request, from 0 to below 1.
    private func draw(_ request: ServedRequest) -> Double {
        let line = StableHash.of((request.method + " /" + request.path.joined(separator: "/")).utf8)
        let count = counts.withLock { counts in
            if counts.count >= Self.maximumCount { counts = [:] }
            counts[line, default: 0] += 1
            return counts[line, default: 0]
        }
        let mixed = Self.mixed(Self.mixed(options.seed ^ line) &+ count)
        return Double(mixed >> 11) / Double(1 << 53)
    }

    /// The finalizer of SplitMix64, after which every bit depends on every other.
    private static func mixed(_ number: UInt64) -> UInt64 {
        var bits = number &+ 0x9E37_79B9_7F4A_7C15
        bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
        return bits ^ bits >> 31
    }
}
