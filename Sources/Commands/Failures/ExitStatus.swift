/// The exit codes of openmcf; scripts rely on them.
enum ExitStatus: Sendable {
    case success
    case failure
    /// `plan --detailed-exitcode` found changes.
    case changes
    case invalidManifest
    /// The cluster cannot be reached, or does not accept the credentials.
    case cluster
    /// Another field manager or stack, a stale plan, a concurrent change.
    case conflict
    /// At least one write succeeded and another failed.
    case partial
    /// A route cannot become what is waited for: its controller will not have it, or an older one has the listener.
    case rejected
    /// The run's time was over.
    case timedOut
    case locked
    case usage
    case interrupted
    /// `diff` found differences.
    case differences

    var code: Int32 {
        switch self {
        case .success: 0
        case .failure: 1
        case .changes: 2
        case .invalidManifest: 3
        case .cluster: 4
        case .conflict: 5
        case .partial: 6
        case .rejected: 7
        case .timedOut: 8
        case .locked: 9
        case .usage: 64
        case .interrupted: 130
        case .differences: 1
        }
    }
}
