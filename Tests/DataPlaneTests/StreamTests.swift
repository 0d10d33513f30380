import DataPlane
import TestSupport
import Testing

struct StreamTests {
    /// A request and a FIN are sent before the backend is even dialled: neither may be lost.
    @Test(arguments: 0..<30) func anEarlyFINIsPassedOnBehindTheRequest(_: Int) async throws {
        let echo = try PlainServer.echo()
        defer { echo.stop() }
        try await TestPlane.run([ForwardingBackend("a", 1, echo)]) { plane in
            let (bytes, end) = try await onThread {
                let socket = try PlainSocket.connected(to: plane.port)
                try socket.send("hello")
                socket.endWriting()
                return socket.receive(.max)
            }
            #expect(String(decoding: bytes, as: UTF8.self) == "hello")
            #expect(end == .end)
        }
    }

    /// The backend ends its half first; what the client says afterwards still arrives.
    @Test func aFINOfTheBackendLeavesTheOtherHalfOpen() async throws {
        let (heard, listener) = AsyncStream.makeStream(of: String.self)
        let server = try PlainServer { peer in
            try? peer.send("bye")
            peer.endWriting()
            listener.yield(peer.receiveText())
        }
        defer { server.stop() }
        try await TestPlane.run([ForwardingBackend("a", 1, server)]) { plane in
            try await onThread {
                let socket = try PlainSocket.connected(to: plane.port)
                let (bytes, end) = socket.receive(.max)
                #expect(String(decoding: bytes, as: UTF8.self) == "bye")
                #expect(end == .end)
                try socket.send("still here")
                socket.endWriting()
            }
            var iterator = heard.makeAsyncIterator()
            #expect(await iterator.next() == "still here")
        }
    }

    @Test func aResetOfTheBackendReachesTheClient() async throws {
        let server = try PlainServer { peer in
            _ = peer.receive(1)
            peer.resetOnClose()
        }
        defer { server.stop() }
        try await TestPlane.run([ForwardingBackend("a", 1, server)]) { plane in
            let end = try await onThread {
                let socket = try PlainSocket.connected(to: plane.port)
                try socket.send("x")
                return socket.receive(1).end
            }
            #expect(end == .reset)
        }
    }

    @Test func aResetOfTheClientReachesTheBackend() async throws {
        let (ends, listener) = AsyncStream.makeStream(of: PlainSocket.End?.self)
        let server = try PlainServer { peer in
            try? peer.send("x")
            listener.yield(peer.receive(1).end)
        }
        defer { server.stop() }
        try await TestPlane.run([ForwardingBackend("a", 1, server)]) { plane in
            try await onThread {
                let socket = try PlainSocket.connected(to: plane.port)
                #expect(socket.receiveText(1) == "x")
                socket.resetOnClose()
            }
            var iterator = ends.makeAsyncIterator()
            #expect(await iterator.next() == .reset)
        }
    }

    /// Megabytes both ways at once, whole and in order.
    @Test func largeStreamsArriveWhole() async throws {
        let echo = try PlainServer.echo()
        defer { echo.stop() }
        let size = 8 << 20
        try await TestPlane.run([ForwardingBackend("a", 1, echo)]) { plane in
            let socket = try await onThread { try PlainSocket.connected(to: plane.port) }
            let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 13) }
            async let sent: Void = onThread {
                try socket.send(bytes)
                socket.endWriting()
            }
            let (received, end) = try await onThread { socket.receive(.max) }
            try await sent
            #expect(received == bytes)
            #expect(end == .end)
            let counters = await plane.counters.backends[.init(route: "route", backend: "a")]
            #expect(counters?.bytesSent == size)
            #expect(counters?.bytesReceived == size)
        }
    }

    /// Somebody who never reads holds up the sender, and not the memory of the process.
    @Test func aClientThatNeverReadsHoldsUpTheBackend() async throws {
        let (counts, listener) = AsyncStream.makeStream(of: Int.self)
        let server = try PlainServer { peer in
            let socket = PlainSocket(descriptor: peer.descriptor, timeout: 1)
            var count = 0
            let chunk = [UInt8](repeating: 7, count: 65_536)
            while count < 64 << 20, (try? socket.send(chunk)) != nil { count += chunk.count }
            listener.yield(count)
        }
        defer { server.stop() }
        try await TestPlane.run([ForwardingBackend("a", 1, server)]) { plane in
            let socket = try await onThread { try PlainSocket.connected(to: plane.port, timeout: 5) }
            var iterator = counts.makeAsyncIterator()
            // What the system's buffers hold at both ends, and the 64 KiB in between.
            #expect(await iterator.next() ?? .max < 32 << 20)
            _ = socket
        }
    }

    @Test func aHalfClosedConnectionInWhichNothingMovesIsReset() async throws {
        let isOver = Flag()
        let server = try PlainServer { peer in
            _ = peer.receive(.max)
            // The FIN has come; nothing is said, and the socket stays open until the test is over.
            isOver.wait()
        }
        defer { server.stop() }
        var limits = DataPlaneLimits()
        limits.halfClosed = .milliseconds(300)
        try await TestPlane.run([ForwardingBackend("a", 1, server)], limits: limits) { plane in
            let end = try await onThread {
                let socket = try PlainSocket.connected(to: plane.port)
                try socket.send("x")
                socket.endWriting()
                return socket.receive(1).end
            }
            #expect(end == .reset)
        }
        isOver.raise()
    }

    /// The backend has said everything and is gone; a client that is slow to read gets all of it nevertheless.
    @Test func aSlowReaderGetsWhatWasSentBeforeTheSilence() async throws {
        let size = 2 << 20
        let server = try PlainServer { peer in try? peer.send([UInt8](repeating: 7, count: size)) }
        defer { server.stop() }
        var limits = DataPlaneLimits()
        limits.halfClosed = .milliseconds(300)
        try await TestPlane.run([ForwardingBackend("a", 1, server)], limits: limits) { plane in
            let socket = try await onThread { try PlainSocket.connected(to: plane.port) }
            let key = ListenerCounters.Key(route: "route", backend: "a")
            #expect(try await eventually { await plane.counters.backends[key]?.connections == 1 })
            #expect(try await eventually { await plane.counters.backends[key]?.open == 0 })
            let (bytes, end) = try await onThread { socket.receive(.max) }
            #expect(bytes.count == size)
            #expect(end == .end)
        }
    }

    /// What was said before a FIN arrives, also when a reset comes behind it.
    ///
    /// A system resets what comes to a process that is gone, such as a question whether it is still there.
    @Test func aResetBehindAFINTakesNothingBack() async throws {
        let size = 2 << 20
        let isPassedOn = Flag()
        let server = try PlainServer { peer in
            try? peer.send([UInt8](repeating: 7, count: size))
            peer.endWriting()
            isPassedOn.wait()
            peer.resetOnClose()
        }
        defer { server.stop() }
        try await TestPlane.run([ForwardingBackend("a", 1, server)]) { plane in
            let socket = try await onThread { try PlainSocket.connected(to: plane.port) }
            let key = ListenerCounters.Key(route: "route", backend: "a")
            #expect(try await eventually { await plane.counters.backends[key]?.bytesReceived == size })
            // The FIN comes right behind.
            try await Task.sleep(for: .milliseconds(50))
            isPassedOn.raise()
            #expect(try await eventually { await plane.counters.backends[key]?.open == 0 })
            let (bytes, end) = try await onThread { socket.receive(.max) }
            #expect(bytes.count == size)
            #expect(end == .end)
        }
    }

    @Test func manyConnectionsLeaveNothingOpen() async throws {
        let echo = try PlainServer.echo()
        defer { echo.stop() }
        try await TestPlane.run([ForwardingBackend("a", 1, echo)]) { plane in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for worker in 0..<8 {
                    group.addTask {
                        try await onThread {
                            for round in 0..<40 {
                                let socket = try PlainSocket.connected(to: plane.port)
                                try socket.send("abc")
                                switch (worker + round) % 3 {
                                case 0: socket.resetOnClose()
                                case 1:
                                    socket.endWriting()
                                    #expect(socket.receiveText() == "abc")
                                default: #expect(socket.receiveText(3) == "abc")
                                }
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
            let key = ListenerCounters.Key(route: "route", backend: "a")
            #expect(try await eventually { await plane.counters.backends[key]?.open == 0 })
            #expect(await plane.counters.backends[key]?.connections == 320)
        }
    }
}
