package import NIOCore
package import NIOHTTP1

/// A request as it is sent: nothing is added to it but `Content-Length`, `Host` where it has none, and what a proxy
/// wants.
package struct TransportRequest: Sendable {
    /// The method, such as `GET`.
    package var method: HTTPMethod
    /// Path and query behind the server's base path, percent-encoded.
    package var target: String
    /// The headers in the order in which they are sent.
    package var headers: HTTPHeaders
    /// The body in whole; nil for none.
    package var body: [UInt8]?
    /// Bytes that the body of the answer may have, unpacked.
    package var maximumAnswerSize = 64 << 20
    /// How long the exchange may make no progress once it is sent: up to the first byte, and between
    /// bytes; nil for as long as it may take in all.
    package var silence: Duration?
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
    /// The HTTP status, whatever it is.
    package let status: Int
    /// The headers as the server sent them.
    package let headers: HTTPHeaders
    /// The body, unpacked.
    package let body: ByteBuffer
}

/// The beginning of an answer, whose body is still coming.
struct TransportAnswerHead: Sendable {
    let status: Int
    let headers: HTTPHeaders
}
