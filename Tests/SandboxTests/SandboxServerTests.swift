import Files
import Testing
import Values

@testable import Sandbox

/// A sandbox behind a real socket.
struct SandboxServerTests {
    @Test func itServesForAsLongAsTheBodyRuns() async throws {
        try await withTemporaryFolder { folder in
            let url = try await SandboxServer.withSandbox(dataDirectory: folder + "/data") { url in
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
                try await SandboxServer.runForeground(port: 0, portFile: portFile, dataDirectory: data) {
                    announce.yield($0)
                }
            }
            let url = try #require(await urls.first { _ in true })
            let port = try #require(try DurableFile.read(portFile))
            #expect(url == "http://127.0.0.1:" + String(decoding: port, as: UTF8.self).dropLast())
            let used = try await SandboxServer.withSandbox(dataDirectory: data) { $0 }
            #expect(used == url)
            let error = await #expect(throws: SandboxError.self) {
                try await SandboxServer.runForeground(port: 0, dataDirectory: data) { _ in }
            }
            #expect(error?.message == "a sandbox already serves '\(data)' at \(url)")
            server.cancel()
            try await server.value
            #expect(try DurableFile.read(portFile) == nil)
            let own = try await SandboxServer.withSandbox(dataDirectory: data) { $0 }
            #expect(own != url)
        }
    }

    @Test func aTakenPortIsAnError() async throws {
        try await withTemporaryFolder { folder in
            try await SandboxServer.withSandbox(dataDirectory: folder + "/one") { url in
                let port = try #require(url.split(separator: ":").last.flatMap { Int($0) })
                let error = await #expect(throws: SandboxError.self) {
                    try await SandboxServer.runForeground(port: port, dataDirectory: folder + "/two") { _ in }
                }
                #expect(error?.code == .address)
                #expect(error?.message.hasPrefix("cannot listen on 127.0.0.1:\(port): ") == true)
            }
        }
    }

    @Test func watchesEndWithTheSandbox() async throws {
        try await withTemporaryFolder { folder in
            let watch = try await SandboxServer.withSandbox(dataDirectory: folder) { url in
                let path = "/api/v1/namespaces?watch=1"
                let (answers, answer) = AsyncStream<Void>.makeStream()
                let watch = Task.detached {
                    defer { answer.finish() }
                    return try await RawClient.get(url, path) { answer.yield() }
                }
                for await _ in answers { break }
                return watch
            }
            #expect(try await watch.value.contains("\"type\":\"ADDED\""))
        }
    }
}
