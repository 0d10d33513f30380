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

    /// The connections that a server's own clients keep at the least, beside those that it carries.
    private static let forClients = 64
    /// The connections that are carried where nobody asks for a number.
    private static let usuallyCarried = 10_000

    /// What a server that carries connections between others may have open at a time.
    struct Shares {
        /// Connections of its own clients.
        let accepted: Int
        /// Connections that it carries.
        let carried: Int
        /// Ports that it takes those on.
        let ports: Int

        /// - Parameter rest: the descriptors that carried connections leave.
        fileprivate init(carried: Int, rest: Int) {
            self.carried = carried
            ports = max(rest / 2, 1)
            accepted = rest - ports
        }
    }

    /// How many connections a server may accept from its own clients, and how many it may carry between others.
    ///
    /// - Parameters:
    ///   - carried: how many are asked for; nil for as many as are usual and leave room for the clients.
    ///   - perConnection: how many descriptors one that is carried takes.
    /// - Throws: when there are not as many as are asked for, or none at all.
    static func shares(
        carried: Int?, perConnection: Int
    ) throws(Failure) -> Shares {
        if let carried {
            let (needed, overflow) = carried.multipliedReportingOverflow(by: perConnection)
            let missing = overflow ? Int.max - limit : needed + forClients - connections
            if missing > 0 { throw tooFew(missing: missing) }
            return Shares(carried: carried, rest: connections - needed)
        }
        try checkConnections(perRequest: perConnection + 2)
        let carried = min(usuallyCarried, connections / (perConnection + 1))
        return Shares(carried: carried, rest: connections - carried * perConnection)
    }

    private static func tooFew(missing: Int) -> Failure {
        Failure(
            .tooFewDescriptors,
            "no more than \(limit) files may be open at a time, and this needs \(limit + missing)",
            help: "raise the limit before running the command again: ulimit -n \(max(1024, limit + missing))")
    }
}
