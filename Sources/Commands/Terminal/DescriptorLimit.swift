#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// How many files and connections this process may have open at a time (`ulimit -n`).
///
/// The limit is kept to by not coming near it: libdispatch, on which Swift's tasks run, ends the process when it cannot
/// open a file of `/proc` once in a while, and so does SwiftNIO when an event loop cannot be made.
enum DescriptorLimit {
    /// The most that is asked for; more would only cost programs that are started time to close.
    private static let wanted = rlim_t(65_536)
    /// What macOS allows where it says that there is no limit.
    private static let fallback = rlim_t(10_240)

    /// Files, folders, locks, and what the runtime opens for itself.
    private static let ownFiles = 16
    /// What is needed beside the connections, for looking names up and for accepting one too many.
    private static let forNetwork = 16
    /// epoll, eventfd and timerfd.
    private static let perEventLoop = 3
    /// The sandbox's, and the client's own.
    private static let eventLoops = ProcessorCount.value + 1

    /// What the parent left open; a constant from when it is first asked for.
    private static let inherited = Int((0..<Int32(min(limit, 1024))).count { fcntl($0, F_GETFD) >= 0 })

    private static var limit: Int {
        var limits = rlimit()
        guard getrlimit(resource, &limits) == 0 else { return 256 }
        return Int(clamping: limits.rlim_cur)
    }

    #if canImport(Glibc)
    private static let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    #else
    private static let resource = RLIMIT_NOFILE
    #endif

    /// Raises the limit as far as that is of use and allowed, as programs written in Go do.
    static func raise() {
        _ = inherited
        var limits = rlimit()
        guard getrlimit(resource, &limits) == 0 else { return }
        for number in [wanted, fallback] where limits.rlim_cur < min(number, limits.rlim_max) {
            limits.rlim_cur = min(number, limits.rlim_max)
            if setrlimit(resource, &limits) == 0 { return }
        }
    }

    /// Files that may be open beside the program's own ones.
    private static var room: Int { limit - inherited - ownFiles - ProcessorCount.value }

    /// Connections that may be open at a time; below 1 where there is no room for any.
    static var connections: Int { room - forNetwork - perEventLoop * eventLoops }

    /// - Throws: when there are too few even for reading manifests.
    static func checkFiles() throws(Failure) {
        if room < 0 { throw tooFew(missing: -room) }
    }

    /// - Parameter perRequest: how many descriptors a request takes.
    /// - Throws: when there are too few for a single request.
    static func checkConnections(perRequest: Int) throws(Failure) {
        if connections < perRequest { throw tooFew(missing: perRequest - connections) }
    }

    private static func tooFew(missing: Int) -> Failure {
        Failure(
            .tooFewDescriptors,
            "no more than \(limit) files may be open at a time, and this needs \(limit + missing)",
            help: "raise the limit before running the command again: ulimit -n 1024")
    }
}
