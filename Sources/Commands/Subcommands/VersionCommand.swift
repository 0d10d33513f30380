internal import ArgumentParser
internal import GatewayAPI
internal import Values

struct VersionCommand: RunnableCommand {
    static let configuration = CommandConfiguration(
        commandName: "version", abstract: "Print the version of openmcf and what it knows.")

    @OptionGroup var format: ResultFormatOptions
    @OptionGroup(title: "General") var output: OutputOptions

    var wantsJSON: Bool { format.isJSON }
    var isGuarded: Bool { false }

    func execute(_ context: CommandContext) async throws -> ExitStatus {
        if format.isJSON {
            let result: Value = [
                "formatVersion": .string(FormatVersion.current), "version": .string(Version.number),
                "gatewayAPI": .array(GatewayAPITarget.known.map(Value.string)),
            ]
            context.print(JSONWriter.document(result))
        } else {
            let known = GatewayAPITarget.known
            context.print("\(Version.text)\nGateway API \(known.first ?? "") to \(known.last ?? "")\n")
        }
        return .success
    }
}
