internal import Documents
internal import NIOCore
internal import Values

/// What an answer may have, so that no server can exhaust the memory.
package struct AnswerLimit: Sendable {
    /// Bytes of the body, unpacked.
    package var bytes: Int
    /// Values of its JSON: each takes much more memory than the few bytes that it may have in the text.
    package var values: Int

    package init(bytes: Int, values: Int) {
        self.bytes = bytes
        self.values = values
    }
}

/// The body of an answer, once it is read.
enum AnswerBody {
    /// `size` is that of its text in bytes, unpacked.
    case json(Value, size: Int)
    /// Something else: why it is no JSON, and how it begins.
    case other(JSONError, beginning: [UInt8])
}

/// Reads the bodies of answers: small ones as they come, and only a few large ones at a time.
///
/// That bounds what all requests in flight take together. Who waits for a turn does not read on, so that the server is
/// held back and not the memory filled.
struct AnswerIntake: Sendable {
    /// An answer of up to this many bytes is read without a turn.
    static let smallSize = 1 << 20

    private let large = Turns(2)

    /// Reads and parses a body; throws an `ExchangeFailure` when it has more than it may, what `pieces` throws, and
    /// `CancellationError`.
    func read<Pieces: AsyncSequence>(
        _ pieces: Pieces, limit: AnswerLimit
    ) async throws -> AnswerBody where Pieces.Element == ByteBuffer {
        let tooLarge = ExchangeFailure(cause: .tooLarge(limit.bytes), wasSent: true)
        var bytes: [UInt8] = []
        var hasTurn = false
        defer { if hasTurn { large.giveBack() } }
        for try await piece in pieces {
            let size = bytes.count + piece.readableBytes
            guard size <= limit.bytes else { throw tooLarge }
            if size > Self.smallSize, !hasTurn {
                try await large.take()
                hasTurn = true
            }
            bytes.append(contentsOf: piece.readableBytesView)
        }
        do throws(JSONError) {
            let value = try JSONReader.value(bytes, name: "answer", maximumValues: limit.values)
            return .json(value, size: bytes.count)
        } catch {
            if error.reason == .limit { throw tooLarge }
            return .other(error, beginning: Array(bytes.prefix(300)))
        }
    }
}
