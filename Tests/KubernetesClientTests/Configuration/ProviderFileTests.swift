import FoundationEssentials
import TestSupport
import Testing

@testable import KubernetesClient

/// OpenMCF's provider file instead of a kubeconfig.
struct ProviderFileTests {
    private static let authority = base64(TestCertificates.authority)
    private static let key = #"{"type": "service_account", "private_key": "S3NTINEL"}"#

    private func fixture(_ text: String, variables: [String: String] = ["HOME": "/home/me"]) -> ClusterFixture {
        var fixture = ClusterFixture(files: ["/p.yaml": text, "/home/me/.kube/config": "nonsense: ["])
        fixture.variables = variables
        fixture.overrides.providerFile = "/p.yaml"
        fixture.overrides.labelledContext = "elsewhere"
        return fixture
    }

    @Test(arguments: ["digital_ocean_doks", "4"])
    func theKubeconfigOfDOKS(name: String) throws {
        let configuration = try fixture(
            """
            provider: \(name)
            digital_ocean_doks:
              kube_config: |
                current-context: do
                contexts: [{name: do, context: {cluster: c, user: u, namespace: db}}]
                clusters: [{name: c, cluster: {server: "https://do.test"}}]
                users: [{name: u, user: {token: t}}]
            """
        ).find()
        #expect(configuration.description == "https://do.test (context do of kube_config of /p.yaml)")
        #expect(configuration.defaultNamespace == "db")
        #expect(configuration.credentials.summary == "a token")
    }

    @Test(arguments: [
        "gcp_gke: {cluster_endpoint: 10.0.0.1, cluster_ca_data: CA, service_account_key_base64: KEY64}",
        "gcpGke: {clusterEndpoint: 'https://10.0.0.1', clusterCaData: CA, serviceAccountKey: 'KEY'}",
    ])
    func theKeyOfGKEGoesToItsPlugin(section: String) async throws {
        let section = section.replacing("CA,", with: Self.authority + ",")
            .replacing("KEY64", with: base64(Self.key)).replacing("'KEY'", with: "'\(Self.key)'")
        let configuration = try fixture("provider: gcp_gke\n\(section)").find()
        #expect(configuration.description == "https://10.0.0.1 (context gke of /p.yaml)")
        #expect(configuration.certificateAuthority?.isEmpty == false)
        let plugin = try #require(configuration.credentials.plugin)
        #expect(plugin.command == "gke-gcloud-auth-plugin")
        #expect(plugin.arguments.map { $0.reveal() } == ["--use_application_default_credentials"])
        #expect(plugin.file?.variable == "GOOGLE_APPLICATION_CREDENTIALS")
        #expect(plugin.file?.contents.reveal() == Self.key)
        var dumped = ""
        dump(configuration, to: &dumped)
        #expect(!dumped.contains("S3NTINEL"))
    }

    @Test func theFileIsPrivateAndGoneAfterwards() async throws {
        var fixture = try PluginFixture(
            #"ls -l "$KEY" | cut -c1-10 > "$1/mode"; cat "$KEY" > "$1/key"; echo "$KEY" > "$1/path"; exit 1"#)
        var credentials = fixture.credentials
        credentials.plugin?.file = PluginFile(variable: "KEY", contents: Secret(Self.key))
        credentials.plugin?.temporaryFolder = fixture.folder.path
        fixture.options.limit = .seconds(30)
        let source = CredentialSource(credentials, fixture.options, readFile: ClusterEnvironment.contents(of:))
        await #expect(throws: CredentialFailure.self) { _ = try await source.current() }
        #expect(fixture.read("mode") == "-rw-------\n")
        #expect(fixture.read("key") == Self.key)
        let path = String(fixture.read("path").dropLast())
        #expect(path.hasPrefix(fixture.folder.path + "/openmcf-"))
        #expect(try ClusterEnvironment.contents(of: path) == nil)
    }

    @Test(arguments: [
        ("", "the provider file '/p.yaml' is empty"),
        ("gcp_gke: {}", "the provider file '/p.yaml' names no 'provider'"),
        ("provider: 9", "/p.yaml:1:11: this is no 'provider' that is known"),
        ("provider: gke", "/p.yaml:1:11: this is no 'provider' that is known"),
        ("provider: gcp_gke", "/p.yaml:1:1: there is no 'gcp_gke'"),
        (
            "provider: 1\nregion: x",
            "/p.yaml:2:1: there is no such field; known are provider, gcp_gke, aws_eks, azure_aks, digital_ocean_doks"
        ),
        ("provider: 1\ngcp_gke: {cluster_ca_data: QQ==}", "/p.yaml:2:10: there is no 'cluster_endpoint'"),
        (
            "provider: 1\ngcp_gke: {cluster_endpoint: a, cluster_ca_data: QQ==}",
            "/p.yaml:2:10: there is neither 'service_account_key_base64' nor 'service_account_key'"
        ),
        (
            "provider: 1\ngcp_gke: {cluster_endpoint: a, cluster_ca_data: QQ==, service_account_key: S3NTINEL}",
            "/p.yaml:2:76: the service account's key is no JSON object"
        ),
        ("provider: 4\ndigital_ocean_doks: {}", "/p.yaml:2:21: there is no 'kube_config'"),
        (
            "provider: aws_eks\naws_eks: {}",
            "the provider file '/p.yaml' is for EKS, and says nothing of how to reach the cluster"
        ),
        (
            "provider: azure_aks",
            "the provider file '/p.yaml' is for AKS, and says nothing of how to reach the cluster"
        ),
        ("clusters: []\ncontexts: []", "'/p.yaml' is a kubeconfig, and no provider file"),
        ("provider: [", "/p.yaml:1:12: this is no valid YAML; a text with special characters stands in quotes"),
    ])
    func whatIsRefused(text: String, message: String) throws {
        #expect(try fixture(text).problem() == message)
    }

    @Test func aFileThatIsNotThere() throws {
        var fixture = self.fixture("")
        fixture.overrides.providerFile = "/no/such.yaml"
        #expect(try fixture.problem() == "the provider file '/no/such.yaml' does not exist")
    }
}
