import TestSupport
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A client of one request per connection, on plain sockets.
enum RawClient {
    /// The server cannot be reached.
    struct NoAnswer: Error {}

    /// Everything that a server sends back to one request before it closes the connection.
    ///
    /// On a thread of its own: blocking one of the few that tasks run on could keep the server from answering.
    ///
    /// - Parameter onAnswer: called when the answer begins.
    static func get(
        _ url: String, _ path: String, onAnswer: @escaping @Sendable () -> Void = {}
    ) async throws -> String {
        let port = try #require(url.split(separator: ":").last.flatMap { UInt16($0) })
        return try await withCheckedThrowingContinuation { continuation in
            let job = Job { continuation.resume(with: Result { try blockingGet(port, path, onAnswer) }) }
            #if canImport(Glibc) || canImport(Musl)
            var thread = pthread_t()
            pthread_create(&thread, nil, { Job.run($0) }, Unmanaged.passRetained(job).toOpaque())
            pthread_detach(thread)
            #else
            var thread: pthread_t?
            pthread_create(&thread, nil, { Job.run($0) }, Unmanaged.passRetained(job).toOpaque())
            if let thread { pthread_detach(thread) }
            #endif
        }
    }

    private final class Job: Sendable {
        private let body: @Sendable () -> Void

        init(_ body: @escaping @Sendable () -> Void) { self.body = body }

        static func run(_ pointer: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
            if let pointer { Unmanaged<Job>.fromOpaque(pointer).takeRetainedValue().body() }
            return nil
        }
    }

    private static func blockingGet(_ port: UInt16, _ path: String, _ onAnswer: () -> Void) throws -> String {
        let descriptor = PlainSocket.make()
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                connect(descriptor, address, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        let request = Array("GET \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".utf8)
        guard connected == 0, write(descriptor, request, request.count) == request.count else { throw NoAnswer() }
        var text: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while case let count = read(descriptor, &buffer, buffer.count), count > 0 {
            if text.isEmpty { onAnswer() }
            text += buffer.prefix(count)
        }
        guard !text.isEmpty else { throw NoAnswer() }
        return String(decoding: text, as: UTF8.self)
    }
}
