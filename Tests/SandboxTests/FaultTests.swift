import Testing
import Values

@testable import Sandbox

/// Faults on purpose.
struct FaultTests {
    private func api(
        _ folder: String, _ errors: Double, _ conflicts: Double = 0, seed: UInt64 = 7
    ) async throws -> TestAPI {
        var options = fixedOptions()
        var faults = FaultOptions(seed: seed)
        faults.errors = errors
        faults.conflicts = conflicts
        options.faults = faults
        return try await TestAPI.open(folder, options: options)
    }

    /// The codes of so many requests in a row.
    private func codes(_ api: TestAPI, _ path: String, _ count: Int) async -> [Int] {
        var codes: [Int] = []
        for _ in 0..<count { codes.append(await api.send("GET", path).code) }
        return codes
    }

    /// The same of a new sandbox.
    private func codes(_ errors: Double, seed: UInt64 = 7, _ count: Int) async throws -> [Int] {
        try await withTemporaryFolder { folder in
            await codes(try await api(folder, errors, seed: seed), "/api/v1/namespaces/default", count)
        }
    }

    @Test func theSeedDecides() async throws {
        let first = try await codes(0.3, 300)
        #expect(try await codes(0.3, 300) == first)
        #expect(try await codes(0.3, seed: 8, 300) != first)
        #expect(Set(first) == [200, 500])
        #expect((60...120).contains(first.count { $0 == 500 }))
        // As it was when this was written: a seed means the same in every release.
        #expect(
            first.prefix(20) == [
                200, 200, 500, 200, 500, 500, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 500, 500, 200, 200,
            ])
    }

    /// What others send meanwhile changes nothing.
    @Test func eachRequestHasFaultsOfItsOwn() async throws {
        let alone = try await codes(0.3, 50)
        try await withTemporaryFolder { folder in
            let api = try await api(folder, 0.3)
            var codes: [Int] = []
            for _ in 0..<50 {
                _ = await api.send("GET", "/api/v1/namespaces/kube-system")
                codes.append(await api.send("GET", "/api/v1/namespaces/default").code)
            }
            #expect(codes == alone)
        }
    }

    @Test func errorsDoNothing() async throws {
        try await withTemporaryFolder { folder in
            let api = try await api(folder, 1)
            let answer = await api.create(route())
            #expect(answer.code == 500)
            #expect(answer.message == "Internal error occurred: the sandbox was told to fail with --fault")
            #expect(await api.send("GET", "/healthz").code == 200)
            #expect(await api.send("GET", "/apis").code == 200)
            #expect(await api.send("GET", "/openapi/v3").code == 200)
            let clean = try await TestAPI.open(folder)
            #expect(await clean.send("GET", TestAPI.routes)["items"] == [])
        }
    }

    @Test func conflictsMeetUpdatesOnly() async throws {
        try await withTemporaryFolder { folder in
            let api = try await api(folder, 0, 1)
            #expect(await api.create(route()).code == 201)
            #expect(await api.send("GET", TestAPI.routes + "/db").code == 200)
            for method in ["PUT", "PATCH"] {
                let answer = await api.send(method, TestAPI.routes + "/db", "{}")
                #expect(answer.code == 409)
                #expect(
                    answer.message
                        == #"Operation cannot be fulfilled on tcproutes.gateway.networking.k8s.io "db": the object has "#
                        + "been modified; please apply your changes to the latest version and try again")
            }
            #expect(await api.send("DELETE", TestAPI.routes + "/db").code == 200)
        }
    }

    @Test func requestsWait() async throws {
        try await withTemporaryFolder { folder in
            var options = fixedOptions()
            options.faults = FaultOptions(seed: 1)
            options.faults?.delay = .milliseconds(30)
            let api = try await TestAPI.open(folder, options: options)
            let time = await ContinuousClock().measure { _ = await api.send("GET", "/api/v1/namespaces") }
            #expect(time >= .milliseconds(30))
        }
    }
}
