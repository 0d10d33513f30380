internal import NIOHTTP1
internal import NIOHTTPCompression

extension ExchangeFailure.Cause {
    /// The cause that an error of a connection is, for the exchange that was on it.
    init(_ error: any Error, limit: Int) {
        switch error {
        case HTTPParserError.invalidEOFState: self = .connectionLost
        case NIOHTTPDecompression.DecompressionError.limit: self = .tooLarge(limit)
        case is HTTPParserError, is NIOHTTPDecompression.DecompressionError,
            is NIOHTTPDecompression.ExtraDecompressionError:
            self = .malformedAnswer
        default: self = .connectionLost
        }
    }
}
