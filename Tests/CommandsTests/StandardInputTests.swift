import TestSupport
import Testing
import Values

@testable import Commands

/// What comes from standard input, as text and as answers of a person.
struct StandardInputTests {
    private static let manifest = """
        apiVersion: kubernetes.openmcf.org/v1
        kind: KubernetesTcpRoute
        metadata: {name: pg}
        spec:
          namespace: db
          parentRefs: [{name: gw}]
          rules: [{backendRefs: [{name: pg, port: 5432}]}]

        """

    @Test func manifestsAreRead() async throws {
        let run = try await InProcess.run(["render", "-f", "-", "-q", "-o", "json"], input: Self.manifest)
        #expect(try run.json["items"]?.array?.map { $0["metadata"]?["name"] } == ["pg"], "\(run.testDescription)")
    }

    /// Each answer is a line; what is behind the last one stays for others.
    @Test(arguments: [
        ("orders\nshop\ngw\n\ntcp\norders-db\n6432\n", Int32(0)), ("orders\r\n\n\n\n\n\n\n", 0), ("orders", 1), ("", 1),
    ])
    func answersMakeAManifest(answers: String, status: Int32) async throws {
        let run = try await InProcess.run(["init", "-"], input: answers, isTerminal: true)
        #expect(run.status == status, "\(run.testDescription)")
        #expect(run.output.contains("  name: orders\n") == (status == 0), "\(run.testDescription)")
        #expect(run.errors.contains("nothing was written: the questions were not answered") == (status == 1))
    }
}
