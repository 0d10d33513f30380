import DataPlane
import TestSupport
import Testing

struct ForwardingTests {
    @Test func sharesAreExact() async throws {
        let (a, b) = (try PlainServer.naming("a"), try PlainServer.naming("b"))
        defer { for server in [a, b] { server.stop() } }
        let backends = [ForwardingBackend("a", 70, a), ForwardingBackend("b", 20, b), ForwardingBackend("none", 10)]
        try await TestPlane.run(backends, threads: 1) { plane in
            try await plane.expect(answers: ["a": 70, "b": 20, "": 10])
            let counters = await plane.counters
            #expect(counters.accepted == 100)
            #expect(counters.rejected == 10)
            #expect(counters.backends[.init(route: "route", backend: "a")]?.connections == 70)
            #expect(counters.backends[.init(route: "route", backend: "b")]?.bytesReceived == 20)
        }
    }

    @Test func aWeightOfZeroGetsNothing() async throws {
        let (a, b) = (try PlainServer.naming("a"), try PlainServer.naming("b"))
        defer { for server in [a, b] { server.stop() } }
        try await TestPlane.run([ForwardingBackend("a", 0, a), ForwardingBackend("b", 1, b)]) { plane in
            try await plane.expect(answers: ["b": 20])
            await plane.use([ForwardingBackend("a", 0, a), ForwardingBackend("b", 0, b)])
            try await plane.expect(answers: ["": 5])
            await plane.use([])
            try await plane.expect(answers: ["": 5])
            #expect(a.connections == 0)
        }
    }

    @Test func endpointsTakeTurnsAndADeadOneIsSteppedOver() async throws {
        let (a, b) = (try PlainServer.naming("a"), try PlainServer.naming("b"))
        defer { for server in [a, b] { server.stop() } }
        let closed = try #require(ClosedPort())
        try await TestPlane.run([ForwardingBackend("both", 1, a, b)], threads: 1) { plane in
            try await plane.expect(answers: ["a": 5, "b": 5])
            let dead = BackendEndpoint(host: "127.0.0.1", port: UInt16(closed.number))
            let alive = BackendEndpoint(host: "127.0.0.1", port: a.port)
            await plane.use([ForwardingBackend(name: "half", endpoints: [dead, alive])])
            try await plane.expect(answers: ["a": 6])
            await plane.use([ForwardingBackend(name: "dead", endpoints: [dead])])
            try await plane.expect(answers: ["": 3])
            #expect(await plane.counters.backends[.init(route: "route", backend: "dead")]?.unreachable == 3)
        }
    }

    @Test func aRejectedConnectionEndsAtOnce() async throws {
        try await TestPlane.run([]) { plane in
            let end = try await onThread { try PlainSocket.connected(to: plane.port).receive(1).end }
            #expect(end == .reset || end == .end)
        }
    }

    @Test func connectionsStayWhereTheyAreWhenTheTableChanges() async throws {
        let (a, b) = (try PlainServer.echo(), try PlainServer.naming("b"))
        defer { for server in [a, b] { server.stop() } }
        try await TestPlane.run([ForwardingBackend("a", 1, a)]) { plane in
            let socket = try await onThread { try PlainSocket.connected(to: plane.port) }
            try await socket.expectEcho("one")
            for _ in 0..<20 {
                await plane.use([ForwardingBackend("b", 1, b)])
                await plane.use([ForwardingBackend("b", 2, b)])
            }
            try await plane.expect(answers: ["b": 3])
            try await socket.expectEcho("two")
        }
    }

    @Test func aRemovedListenerClosesAtOnceAndItsConnectionsDrain() async throws {
        let echo = try PlainServer.echo()
        defer { echo.stop() }
        var limits = DataPlaneLimits()
        limits.draining = .seconds(5)
        try await TestPlane.run([ForwardingBackend("a", 1, echo)], limits: limits) { plane in
            let socket = try await onThread { try PlainSocket.connected(to: plane.port) }
            try await socket.expectEcho("one")
            #expect(await plane.plane.apply([:]).isEmpty)
            // Somebody else may listen on the port by now; to the backend it leads no more.
            _ = try await onThread { (try? PlainSocket.connected(to: plane.port, timeout: 1))?.receive(1).bytes.count }
            #expect(echo.connections == 1)
            try await socket.expectEcho("two")
            let end = try await onThread { socket.receive(1).end }
            #expect(end == .reset)
        }
    }

    @Test func aPortInUseIsToldAndTriedAgain() async throws {
        let server = try PlainServer.naming("other")
        let plane = DataPlane(threads: 1)
        let address = ListenAddress(host: "127.0.0.1", port: server.port)
        #expect(await plane.apply([address: ForwardingTable()]) == [address: .inUse])
        let nowhere = ListenAddress(host: "192.0.2.1", port: 1)
        #expect(await plane.apply([nowhere: ForwardingTable()]) == [nowhere: .noSuchAddress])
        let nonsense = ListenAddress(host: "localhost", port: 1)
        #expect(await plane.apply([nonsense: ForwardingTable()]) == [nonsense: .noSuchAddress])
        await plane.shutDown(grace: .zero)
        server.stop()
    }

    @Test func whatIsOverTheLimitIsReset() async throws {
        let echo = try PlainServer.echo()
        defer { echo.stop() }
        var limits = DataPlaneLimits()
        limits.connections = 2
        try await TestPlane.run([ForwardingBackend("a", 1, echo)], limits: limits) { plane in
            let sockets = try await onThread {
                try (0..<2).map { _ in
                    let socket = try PlainSocket.connected(to: plane.port)
                    try socket.send("x")
                    #expect(socket.receiveText(1) == "x")
                    return socket
                }
            }
            let end = try await onThread { try PlainSocket.connected(to: plane.port).receive(1).end }
            #expect(end == .reset || end == .end)
            #expect(await plane.counters.overLimit == 1)
            for socket in sockets { socket.endWriting() }
            #expect(
                try await eventually {
                    await plane.counters.backends[.init(route: "route", backend: "a")]?.open == 0
                })
            let text = try await onThread {
                let socket = try PlainSocket.connected(to: plane.port)
                try socket.send("y")
                return socket.receiveText(1)
            }
            #expect(text == "y")
        }
    }

    @Test(arguments: [ProxyProtocol.v1, .v2])
    func theBackendIsToldTheClientsAddress(version: ProxyProtocol) async throws {
        let echo = try PlainServer.echo()
        defer { echo.stop() }
        let endpoint = BackendEndpoint(host: "127.0.0.1", port: echo.port)
        let backend = ForwardingBackend(name: "a", endpoints: [endpoint], proxyProtocol: version)
        try await TestPlane.run([backend]) { plane in
            let bytes = try await onThread {
                let socket = try PlainSocket.connected(to: plane.port)
                try socket.send("hello")
                socket.endWriting()
                return socket.receive(.max).bytes
            }
            switch version {
            case .v1:
                let text = String(decoding: bytes, as: UTF8.self)
                #expect(text.hasPrefix("PROXY TCP4 127.0.0.1 127.0.0.1 "), "\(text)")
                #expect(text.hasSuffix(" \(plane.port)\r\nhello"), "\(text)")
            case .v2:
                #expect(bytes.prefix(12) == [0x0D, 0x0A, 0x0D, 0x0A, 0, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A])
                #expect(bytes.dropFirst(12).prefix(12) == [0x21, 0x11, 0, 12, 127, 0, 0, 1, 127, 0, 0, 1])
                #expect(bytes.dropFirst(26).prefix(2) == [UInt8(plane.port >> 8), UInt8(plane.port & 0xFF)])
                #expect(String(decoding: bytes.dropFirst(28), as: UTF8.self) == "hello")
            }
        }
    }
}
