import FoundationEssentials
import KubernetesClient
import TestSupport
import Testing

/// Files and variables in which a cluster is looked for; nothing of this machine is looked at.
struct ClusterFixture {
    struct Nothing: Error { let places: [String] }

    var files: [String: String] = [:]
    var variables = ["HOME": "/home/me"]
    var overrides = ClusterOverrides()

    /// One context with one cluster and one user, in flow style.
    init(cluster: String = "server: https://a:6443", user: String = "", more: String = "") {
        files["/home/me/.kube/config"] = """
            current-context: x
            contexts: [{name: x, context: {cluster: c, user: u}}]
            clusters: [{name: c, cluster: {\(cluster)}}]
            users: [{name: u, user: {\(user)}}]
            \(more)
            """
    }

    init(files: [String: String], variables: [String: String] = ["HOME": "/home/me"]) {
        self.files = files
        self.variables = variables
    }

    func outcome() throws(ClusterConfigurationError) -> ClusterSearch.Outcome {
        let files = files
        let environment = ClusterEnvironment(variables: variables, workingDirectory: "/here") {
            path throws(ClusterConfigurationError) in files[path].map { Array($0.utf8) }
        }
        return try ClusterSearch.find(overrides, in: environment)
    }

    func find() throws -> ClusterConfiguration {
        switch try outcome() {
        case .found(let configuration): configuration
        case .nothing(let places): throw Nothing(places: places)
        }
    }

    /// What is wrong, with its place.
    func problem() throws -> String {
        let error = #expect(throws: ClusterConfigurationError.self) { try outcome() }
        return try #require(error).description
    }
}

/// Texts in base64, as a kubeconfig has them.
func base64(_ text: String) -> String { Data(text.utf8).base64EncodedString() }

extension TestCertificates {
    /// `client-certificate-data` and `client-key-data`.
    static let clientData =
        "client-certificate-data: \(base64(loopback)), client-key-data: \(base64(loopbackKey))"
}
