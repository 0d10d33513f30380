import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Runs a body that blocks on a thread of its own: the few threads of tasks could keep what it waits for from happening.
package func onThread<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
        startThread { continuation.resume(with: Swift.Result { try body() }) }
    }
}

private final class Job: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}

func startThread(_ body: @escaping @Sendable () -> Void) {
    let argument = Unmanaged.passRetained(Job(body)).toOpaque()
    #if canImport(Darwin)
    var thread: pthread_t?
    pthread_create(
        &thread, nil,
        {
            Unmanaged<Job>.fromOpaque($0).takeRetainedValue().body(); return nil
        }, argument)
    if let thread { pthread_detach(thread) }
    #else
    var thread = pthread_t()
    pthread_create(
        &thread, nil,
        { pointer in
            if let pointer { Unmanaged<Job>.fromOpaque(pointer).takeRetainedValue().body() }
            return nil
        }, argument)
    pthread_detach(thread)
    #endif
}

/// A blocking TCP socket whose every wait ends after some seconds.
package final class PlainSocket: Sendable {
    /// What the system said.
    package struct Failure: Error, Equatable {
        package let number: Int32

        package init(number: Int32) { self.number = number }
    }

    /// What reading came to.
    package enum End: Equatable {
        case end, reset, silence
        case failed(Int32)
    }

    package let descriptor: Int32

    package init(descriptor: Int32, timeout seconds: Int = 10) {
        self.descriptor = descriptor
        var limit = timeval(tv_sec: seconds, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { close(descriptor) }

    /// A stream socket that programs started by other tests do not inherit, which would keep its port in use.
    package static func make() -> Int32 {
        #if canImport(Glibc)
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #else
        let descriptor = socket(AF_INET, SOCK_STREAM, 0)
        #endif
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        return descriptor
    }

    static func loopback(_ port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }

    /// A connection to a port of the loopback interface.
    package static func connected(to port: UInt16, timeout seconds: Int = 10) throws -> PlainSocket {
        let socket = PlainSocket(descriptor: make(), timeout: seconds)
        var address = loopback(port)
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket.descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { throw Failure(number: errno) }
        return socket
    }

    package func send(_ text: String) throws { try send(Array(text.utf8)) }

    package func send(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { throw Failure(number: errno) }
            sent += count
        }
    }

    /// Sends a FIN.
    package func endWriting() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// Sends a RST instead of a FIN when this is let go of.
    package func resetOnClose() {
        var value = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &value, socklen_t(MemoryLayout<linger>.size))
    }

    /// Reads up to `count` bytes; fewer where the connection ends before.
    package func receive(_ count: Int) -> (bytes: [UInt8], end: End?) {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while bytes.count < count {
            let got = read(descriptor, &buffer, min(buffer.count, count - bytes.count))
            if got > 0 {
                bytes += buffer.prefix(got)
            } else if got == 0 {
                return (bytes, .end)
            } else {
                switch errno {
                case ECONNRESET, EPIPE: return (bytes, .reset)
                case EAGAIN: return (bytes, .silence)
                default: return (bytes, .failed(errno))
                }
            }
        }
        return (bytes, nil)
    }

    /// What is there to read, up to 64 KiB; empty at the end.
    package func receiveSome() -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = read(descriptor, &buffer, buffer.count)
        return Array(buffer.prefix(max(0, count)))
    }

    package func receiveText(_ count: Int = .max) -> String { String(decoding: receive(count).bytes, as: UTF8.self) }
}

/// A server on a free port of the loopback interface; each connection is served on a thread of its own.
package final class PlainServer: Sendable {
    package let port: UInt16
    private let socket: PlainSocket
    private let isStopped = Mutex(false)
    private let accepted = Mutex(0)

    package init(_ serve: @escaping @Sendable (PlainSocket) -> Void) throws {
        let descriptor = PlainSocket.make()
        // Else what is left of its connections keeps others from the port for a minute.
        var reuse: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &reuse, socklen_t(MemoryLayout<Int32>.size))
        var address = PlainSocket.loopback(0)
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, size) == 0 && listen(descriptor, 512) == 0
                    && getsockname(descriptor, $0, &size) == 0
            }
        }
        guard bound else { throw PlainSocket.Failure(number: errno) }
        port = UInt16(bigEndian: address.sin_port)
        socket = PlainSocket(descriptor: descriptor, timeout: 0)
        startThread { [self] in
            while true {
                let peer = accept(descriptor, nil, nil)
                _ = fcntl(peer, F_SETFD, FD_CLOEXEC)
                if isStopped.withLock({ $0 }) { return _ = close(peer) }
                guard peer >= 0 else { return }
                accepted.withLock { $0 += 1 }
                // The client has its time limit; a test may rest for a while between what it says.
                let connection = PlainSocket(descriptor: peer, timeout: 60)
                startThread { serve(connection) }
            }
        }
    }

    package var connections: Int { accepted.withLock { $0 } }

    /// Ends the thread that accepts; the port is closed when this is let go of.
    package func stop() {
        isStopped.withLock { $0 = true }
        _ = try? PlainSocket.connected(to: port)
    }

    /// Sends its name and closes.
    package static func naming(_ name: String) throws -> PlainServer {
        try PlainServer { peer in
            try? peer.send(name)
            peer.endWriting()
            _ = peer.receive(.max)
        }
    }

    /// Sends back what comes, then a FIN for a FIN.
    package static func echo() throws -> PlainServer {
        try PlainServer { peer in
            while case let bytes = peer.receiveSome(), !bytes.isEmpty, (try? peer.send(bytes)) != nil {}
            peer.endWriting()
        }
    }
}

/// Something that threads wait for, for at most 20 seconds.
package final class Flag: Sendable {
    private let isUp = Mutex(false)

    package init() {}

    package func raise() { isUp.withLock { $0 = true } }

    package func wait() {
        for _ in 0..<2000 where !isUp.withLock({ $0 }) { usleep(10_000) }
    }
}
