import Files
import NIOCore
import NIOPosix
import Testing
import Values

@testable import Sandbox

/// A sandbox behind a real socket.
struct SandboxServerTests {
    @Test func itServesForAsLongAsTheBodyRuns() async throws {
        try await withTemporaryFolder { folder in
            let url = try await SandboxServer.withSandbox(dataDirectory: folder + "/data") { address in
                let url = address.url
                let answer = try await RawClient.get(url, "/healthz")
                #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
                #expect(answer.hasSuffix("\r\n\r\nok"))
                return url
            }
            #expect(url.hasPrefix("http://127.0.0.1:"))
            await #expect(throws: RawClient.NoAnswer.self) { try await RawClient.get(url, "/healthz") }
        }
    }

    @Test func usersOfOneFolderTakeTurns() async throws {
        try await withTemporaryFolder { folder in
            let inside = Counter()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<3 {
                    group.addTask {
                        try await SandboxServer.withSandbox(dataDirectory: folder) { _ in
                            let entered = inside.next()
                            try await Task.sleep(for: .milliseconds(20))
                            #expect(inside.next() == entered + 1)
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test func waitingEnds() async throws {
        try await withTemporaryFolder { folder in
            try await SandboxServer.withSandbox(dataDirectory: folder) { _ in
                var options = SandboxOptions()
                options.lockTimeout = .milliseconds(60)
                let told = Counter()
                options.onWaiting = { message in
                    #expect(message.hasPrefix("waiting for the sandbox in '\(folder)', which is in use by process "))
                    _ = told.next()
                }
                let error = await #expect(throws: SandboxError.self) {
                    try await SandboxServer.withSandbox(dataDirectory: folder, options: options) { _ in }
                }
                #expect(error?.code == .busy)
                #expect(told.next() == 2)
            }
        }
    }

    @Test func aForegroundSandboxIsUsedByOthers() async throws {
        try await withTemporaryFolder { folder in
            let portFile = folder + "/port"
            let data = folder + "/data"
            let (urls, announce) = AsyncStream.makeStream(of: String.self)
            let server = Task {
                try await SandboxServer.runForeground(Listening(port: 0), portFile: portFile, dataDirectory: data) {
                    announce.yield($0.url)
                }
            }
            let url = try #require(await urls.first { _ in true })
            let port = try #require(try DurableFile.read(portFile))
            #expect(url == "http://127.0.0.1:" + String(decoding: port, as: UTF8.self).dropLast())
            let used = try await SandboxServer.withSandbox(dataDirectory: data) { $0.url }
            #expect(used == url)
            let error = await #expect(throws: SandboxError.self) {
                try await SandboxServer.runForeground(Listening(port: 0), dataDirectory: data) { _ in }
            }
            #expect(error?.message == "a sandbox already serves '\(data)' at \(url)")
            server.cancel()
            try await server.value
            #expect(try DurableFile.read(portFile) == nil)
            let own = try await SandboxServer.withSandbox(dataDirectory: data) { $0.url }
            #expect(own != url)
        }
    }

    @Test func anEphemeralSandboxWritesNothing() async throws {
        try await withTemporaryFolder { folder in
            let data = folder + "/data"
            var options = SandboxOptions()
            options.isEphemeral = true
            let (urls, announce) = AsyncStream.makeStream(of: String.self)
            let server = Task { [options] in
                try await SandboxServer.runForeground(Listening(port: 0), dataDirectory: data, options: options) {
                    announce.yield($0.url)
                }
            }
            let url = try #require(await urls.first { _ in true })
            let answer = try await RawClient.get(url, "/api/v1/namespaces/default")
            #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(!Path.exists(data))
            server.cancel()
            try await server.value
            #expect(!Path.exists(data))
        }
    }

    /// A sandbox that is killed takes nothing back; whoever opens its folder next does.
    @Test func nothingSaysProgrammedAfterAKill() async throws {
        try await withTemporaryFolder { folder in
            let gateways = "/apis/gateway.networking.k8s.io/v1/namespaces/default/gateways"
            let programmed: Value = [
                "type": "Programmed", "status": "True", "reason": "Programmed", "message": "", "observedGeneration": 1,
                "lastTransitionTime": "2026-01-01T00:00:00Z",
            ]
            do {
                let api = try await TestAPI.open(folder)
                try await InitialObject.ensure(in: api.server, folder: folder)
                #expect(await api.send("POST", gateways, JSONWriter.text(gateway([("tcp", 5432)]))).code == 201)
                let patched = await api.send(
                    "PATCH", gateways + "/gw/status", JSONWriter.text(["status": ["conditions": [programmed]]]),
                    contentType: "application/merge-patch+json")
                #expect(patched.code == 200, "\(patched.text)")
            }
            let leftover = folder + "/server.json"
            try DurableFile.replace(leftover, with: Array(#"{"url":"http://127.0.0.1:1","pid":1}"#.utf8))
            for readsOnly in [true, false] {
                var options = SandboxOptions()
                options.keepsNothing = readsOnly
                let found = try await SandboxServer.withSandbox(dataDirectory: folder, options: options) { address in
                    try await RawClient.get(address.url, gateways + "/gw")
                }
                #expect(found.contains(#""message":"no port is open""#), "\(found)")
                #expect(!found.contains(#""status":"True","type":"Programmed""#), "\(found)")
                // Who only reads leaves the next one to do it.
                #expect((try DurableFile.read(leftover) != nil) == readsOnly)
            }
        }
    }

    @Test func aTakenPortIsAnError() async throws {
        try await withTemporaryFolder { folder in
            try await SandboxServer.withSandbox(dataDirectory: folder + "/one") { address in
                let url = address.url
                let port = Int(try RawClient.port(of: url))
                let error = await #expect(throws: SandboxError.self) {
                    try await SandboxServer.runForeground(Listening(port: port), dataDirectory: folder + "/two") { _ in
                    }
                }
                #expect(error?.code == .address)
                #expect(error?.message == "cannot listen on 127.0.0.1:\(port): something else listens there")
                #expect(error?.help == "Choose another port with '--port', or '--port 0' for a free one.")
            }
        }
    }

    @Test func anAddressOfAnotherMachineIsAnError() async throws {
        try await withTemporaryFolder { folder in
            let error = await #expect(throws: SandboxError.self) {
                try await SandboxServer.runForeground(
                    Listening(host: "192.0.2.1", port: 8001), dataDirectory: folder
                ) { _ in }
            }
            #expect(error?.message == "cannot listen on 192.0.2.1:8001: this machine has no such address")
            #expect(error?.help == "Give '--host' an address of this machine.")
        }
    }

    @Test func connectionsThatComeAsItEndsDoNoHarm() async throws {
        try await withTemporaryFolder { folder in
            let client = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            for _ in 0..<4 {
                let connections = try await SandboxServer.withSandbox(dataDirectory: folder) { address in
                    let port = Int(try RawClient.port(of: address.url))
                    return (0..<20).map { _ in client.connect(host: "127.0.0.1", port: port) }
                }
                for connection in connections { try? await connection.get().close() }
            }
        }
    }

    @Test func watchesEndWithTheSandbox() async throws {
        try await withTemporaryFolder { folder in
            let watch = try await SandboxServer.withSandbox(dataDirectory: folder) { address in
                let url = address.url
                let path = "/api/v1/namespaces?watch=1"
                let (texts, text) = AsyncStream<String>.makeStream()
                let watch = Task.detached {
                    defer { text.finish() }
                    return try await RawClient.get(url, path) { text.yield($0) }
                }
                // The head may come long before the first event.
                for await text in texts where text.contains("\"type\":\"ADDED\"") { break }
                return watch
            }
            #expect(try await watch.value.contains("\"type\":\"ADDED\""))
        }
    }
}
