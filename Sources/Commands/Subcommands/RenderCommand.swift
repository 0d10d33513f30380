internal import ArgumentParser
internal import Diagnostics
internal import GatewayAPI
internal import Manifests
internal import Values
internal import YAML

struct RenderCommand: RunnableCommand {
    static let configuration = CommandConfiguration(
        commandName: "render",
        abstract: "Print the TCPRoute objects that the manifests stand for.",
        discussion: """
            Defaults are written out, so the objects are what the API server will store. Nothing is asked of a cluster.

            Examples:
              openmcf render -f tcproute.yaml
              openmcf render -f tcproute.yaml | kubectl apply --server-side -f -
              openmcf render routes/ --api-version v1 -o json
            """)

    @OptionGroup(title: "Manifests") var source: ManifestSourceOptions
    @OptionGroup(title: "State") var state: StateOptions
    @OptionGroup var format: ObjectFormatOptions
    @OptionGroup(title: "General") var output: OutputOptions

    var wantsJSON: Bool { format.isJSON }

    func execute(_ context: CommandContext) async throws -> ExitStatus {
        let set = try await source.loadValid(state.known(context), context)
        let version = try source.target.target(online: nil).version
        let objects = set.routes.map { $0.rendered(version) }
        switch format.format {
        case .yaml: context.print(YAMLWriter.text(documents: objects))
        case .json:
            let list: Value = ["apiVersion": "v1", "kind": "List", "items": .array(objects)]
            context.print(JSONWriter.document(list))
        }
        return .success
    }
}
