package import GatewayAPI
internal import YAML

extension BackendReference {
    /// The backend as a message names it.
    var text: String {
        "\(kind) \(ViolationMessage.quoted(name))" + (port.map { " port \($0)" } ?? "")
    }
}

extension RequiredGrant {
    /// The object as YAML, without the last line break.
    package var text: String { String(YAMLWriter.text(object).dropLast()) }
}
