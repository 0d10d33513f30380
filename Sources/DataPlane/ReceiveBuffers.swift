internal import NIOCore

/// Buffers for reading: small at first, growing by 4 to 64 KiB while reads fill them.
///
/// Its size is told by `buffer(allocator:)` only. Where `nextBufferSize()` tells it, SwiftNIO keeps several buffers of
/// the largest size for each connection, 129 KB after one megabyte, instead of the first small one.
struct ReceiveBuffers: RecvByteBufferAllocator {
    private static let smallest = 1024
    private static let largest = 64 * 1024

    private var size = smallest

    func buffer(allocator: ByteBufferAllocator) -> ByteBuffer { allocator.buffer(capacity: size) }

    mutating func record(actualReadBytes count: Int) -> Bool {
        if count >= size {
            size = min(size * 4, Self.largest)
        } else if count < size / 8 {
            size = max(size / 4, Self.smallest)
        }
        return true
    }
}
