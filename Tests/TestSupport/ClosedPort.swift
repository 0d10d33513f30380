import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A port of the loopback interface on which nobody listens, and on which nobody else can while this lives.
///
/// It is none of those that the system hands out by itself: what other tests connect from or listen on never is one of
/// them, also once this is gone and somebody is to listen on its number.
package final class ClosedPort: Sendable {
    package let number: Int
    private let descriptor: Int32

    /// The numbers that are tried; processes begin at different ones, and go on from where they were.
    private static let numbers = 20_000..<32_000
    private static let next = Mutex(Int(getpid()) &* 37 % numbers.count)

    /// Nil where no socket or no port is left.
    package init?() {
        for _ in 0..<500 {
            let offset = Self.next.withLock { next in
                next = (next + 1) % Self.numbers.count
                return next
            }
            let number = Self.numbers.lowerBound + offset
            guard let descriptor = Self.bound(to: UInt16(number)) else { continue }
            (self.number, self.descriptor) = (number, descriptor)
            return
        }
        return nil
    }

    private static func bound(to port: UInt16) -> Int32? {
        let descriptor = PlainSocket.make()
        guard descriptor >= 0 else { return nil }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        address.sin_port = port.bigEndian
        let isBound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        if isBound { return descriptor }
        close(descriptor)
        return nil
    }

    deinit { close(descriptor) }
}
