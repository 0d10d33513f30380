internal import DataPlane
internal import Diagnostics
internal import Files

/// Why the sandbox cannot run.
package struct SandboxError: Error, Sendable, Equatable {
    /// The kind of problem, for scripts.
    package struct Code: FailureCode {
        /// The code as JSON spells it.
        package let rawValue: String
        /// What it means, for the docs.
        package let meaning: String
        private init(_ rawValue: String, _ meaning: String) { (self.rawValue, self.meaning) = (rawValue, meaning) }

        package static let file = Code("sandbox-file", "a file of the sandbox cannot be read or written")
        package static let data = Code(
            "sandbox-data", "the sandbox's data is damaged or of a newer format; restore the folder or move it away")
        package static let busy = Code("sandbox-busy", "another process uses the data folder, and did not answer")
        package static let tokens = Code(
            "sandbox-tokens", "a file of users with tokens, or of one token, is not in its format")
        package static let certificate = Code(
            "sandbox-certificate", "the certificate authority of '--tls' cannot be used")
        package static let address = Code("sandbox-address", "the port cannot be listened on")

        /// All of them, in the order of the docs.
        package static let all: [Code] = [
            .busy, .address, .tokens, .certificate, .file, .data,
        ]
    }

    /// The kind of problem; it decides the exit code.
    package let code: Code
    /// One sentence without a final full stop.
    package let message: String
    /// What to do next, as a sentence; nil where the message says it.
    package let help: String?

    private init(_ code: Code, _ message: String, help: String? = nil) {
        self.code = code
        self.message = message
        self.help = help
    }

    static func file(_ error: FileError) -> SandboxError { SandboxError(.file, error.message, help: error.help) }

    static func journal(_ error: JournalError) -> SandboxError {
        if case .file(let error) = error { return .file(error) }
        return SandboxError(.data, error.message, help: startAfresh)
    }

    static func unreadable(path: String, record: Int) -> SandboxError {
        SandboxError(
            .data, "the sandbox's data in '\(path)' cannot be read: record \(record) is damaged", help: startAfresh)
    }

    static func incomplete(path: String, found: Int, of count: Int) -> SandboxError {
        SandboxError(
            .data, "the sandbox's data in '\(path)' are cut off: \(found) of \(count) objects are there",
            help: startAfresh)
    }

    static func changed(path: String) -> SandboxError {
        SandboxError(
            .data, "the sandbox's data in '\(path)' are not what was written: their checksum is another",
            help: startAfresh)
    }

    static func missingJournal(path: String) -> SandboxError {
        SandboxError(
            .data, "the sandbox's data in '\(path)' are missing: the changes since the last snapshot", help: startAfresh
        )
    }

    static func missingSnapshot(path: String, journal: String) -> SandboxError {
        SandboxError(
            .data, "the sandbox's data in '\(path)' are missing or old: '\(journal)' goes on from later ones",
            help: startAfresh)
    }

    static func unknownFormat(path: String, version: String) -> SandboxError {
        SandboxError(
            .data, "the sandbox's data in '\(path)' has format \(version), and this openmcf reads 1.x",
            help: "Use the openmcf that wrote it, or move the folder away to start with an empty sandbox.")
    }

    static func unusable(folder: String, _ reason: String) -> SandboxError {
        SandboxError(.file, "the sandbox in '\(folder)' cannot be used: \(reason)")
    }

    static func busy(folder: String, holder: FileLock.Holder?) -> SandboxError {
        SandboxError(
            .busy, "the sandbox in '\(folder)' is in use by \(holder?.description ?? "another process")",
            help: "Wait until that command ends, or give this one a data folder of its own.")
    }

    static func served(folder: String, _ address: SandboxAddress) -> SandboxError {
        SandboxError(
            .busy, "a sandbox already serves '\(folder)' at \(address.url)",
            help: "Use that one with '--server \(address.url)', or give this one a data folder of its own.")
    }

    static func address(_ listening: Listening, _ failure: BindFailure) -> SandboxError {
        let host = listening.host.contains(":") ? "[\(listening.host)]" : listening.host
        return SandboxError(
            .address, "cannot listen on \(host):\(listening.port): \(failure.text)",
            help: failure == .noSuchAddress
                ? "Give '--host' an address of this machine."
                : "Choose another port with '--port', or '--port 0' for a free one.")
    }

    static func tokens(path: String, line: Int, reason: String) -> SandboxError {
        SandboxError(
            .tokens, "the tokens in '\(path)' cannot be read: line \(line): \(reason)",
            help: "A line is TOKEN,USER,UID or TOKEN,USER,UID,\"GROUP,GROUP\"; there are no comments.")
    }

    /// A file that a kubeconfig is to name for its token, and that holds something else.
    package static func noSingleToken(path: String) -> SandboxError {
        SandboxError(
            .tokens, "the file '\(path)' is to hold one token and nothing else",
            help:
                "Of a file of users ('--token-auth-file') copy the first column of one line, without quotation marks, to a file of its own."
        )
    }

    static func damagedAuthority(path: String) -> SandboxError {
        SandboxError(
            .certificate, "the certificate authority in '\(path)' cannot be used: it is no certificate with its key",
            help: "Restore the file from a copy, or remove it for a new authority, which clients then have to trust.")
    }

    static func noCertificate(_ reason: String) -> SandboxError {
        SandboxError(.certificate, "a certificate cannot be made: \(reason)")
    }

    static func gatewayAddress(_ address: String, reason: String) -> SandboxError {
        SandboxError(
            .address, "Gateways cannot listen on \(address): \(reason)",
            help: "Give '--gateway-address' an address of this machine.")
    }

    private static let startAfresh =
        "Restore the folder from a copy, or move it away to start with an empty sandbox."
}

extension SandboxError: CustomStringConvertible {
    package var description: String { message }
}
