package import NIOCore
package import NIOHTTP1

/// A request as it is sent: nothing is added to it but `Host`, `Content-Length` and what a proxy wants.
package struct TransportRequest: Sendable {
    package var method: HTTPMethod
    /// Path and query, percent-encoded.
    package var target: String
    package var headers: HTTPHeaders
    package var body: [UInt8]?
    /// Bytes that the body of the answer may have, unpacked.
    package var maximumAnswerSize = 64 << 20
    /// How long the exchange may make no progress: from its start to the first byte, and between bytes.
    package var silence: Duration? = .seconds(30)
    /// How long the exchange may take in all, from the call on.
    package var time: Duration?

    package init(_ method: HTTPMethod, _ target: String, headers: HTTPHeaders = [:], body: [UInt8]? = nil) {
        self.method = method
        self.target = target
        self.headers = headers
        self.body = body
    }
}

/// An answer of whatever status, in whole.
package struct TransportAnswer: Sendable {
    package let status: Int
    package let headers: HTTPHeaders
    package let body: ByteBuffer
}

/// What sends requests to one server: bounded connections, through a proxy where there is one, and no retries but of
/// what the server cannot have seen.
package protocol Transport: Sendable {
    /// Sends a request and waits for the whole answer. Cancelling the task ends the exchange at once.
    func send(_ request: TransportRequest) async throws(ExchangeFailure) -> TransportAnswer

    /// Sends a request and hands out the answer's body in pieces as they come, no faster than they are taken.
    ///
    /// A failure within the body is thrown by its iteration as an `ExchangeFailure`. When `body` returns, what is left
    /// of the answer is not waited for.
    func stream<Result: Sendable>(
        _ request: TransportRequest,
        _ body: (_ status: Int, _ headers: HTTPHeaders, _ pieces: TransportBody) async throws -> Result
    ) async throws -> Result

    /// Uses another client certificate for connections made from now on; unused ones are closed.
    func use(_ identity: ClientIdentity?) async throws(TLSSettingsError)
}

/// The pieces of an answer's body.
package struct TransportBody: AsyncSequence, Sendable {
    package typealias Element = ByteBuffer

    package struct AsyncIterator: AsyncIteratorProtocol {
        package mutating func next() async throws -> ByteBuffer? { nil }
    }

    package func makeAsyncIterator() -> AsyncIterator { AsyncIterator() }
}

/// Certificates or a key of the settings that cannot be used.
package struct TLSSettingsError: Error, Sendable, Equatable {
    package enum Part: Sendable { case authorities, clientCertificate, clientKey, keyOfAnotherCertificate }

    package let part: Part
}
