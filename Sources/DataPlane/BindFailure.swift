internal import NIOCore
internal import SystemPackage

/// Why a listener cannot accept connections.
package enum BindFailure: Error, Sendable, Hashable {
    /// Something else listens there.
    case inUse
    /// The process may not, as for ports below 1024.
    case notPermitted
    /// The machine has no such address, or it is none.
    case noSuchAddress
    /// As many addresses are listened on already as the limits allow.
    case tooMany(limit: Int)
    /// What else the system says, in its words.
    case other(String)
}

extension BindFailure {
    /// By what binding a socket threw.
    package init(_ error: any Error) {
        switch (error as? IOError).map({ Errno(rawValue: $0.errnoCode) }) {
        case .addressInUse: self = .inUse
        case .permissionDenied, .notPermitted: self = .notPermitted
        case .addressNotAvailable, .addressFamilyNotSupported, .invalidArgument: self = .noSuchAddress
        case let number?: self = .other(number.description)
        case nil: self = .other("\(error)")
        }
    }
}
