import Diagnostics
import Manifests
import Testing

/// Files that are to be read in another way say in which.
struct SourceHelpTests {
    @Test(arguments: [
        ("input.yaml", "target: {kind: KubernetesTcpRoute}\n", "this is a stack input: give it with -i"),
        (
            "deploy/kustomization.yaml", "resources: [route.yaml]\n",
            "kustomize builds from this: give its directory with --kustomize-dir"
        ),
    ])
    func otherSources(name: String, text: String, help: String) async {
        let set = await ManifestSet.load([.text(SourceFile(name: name, text: text))], ManifestOptions())
        #expect(set.diagnostics.map(\.message) == ["kind is missing"])
        #expect(set.diagnostics.map(\.help) == [help])
    }
}
