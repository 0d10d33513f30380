/// A program that hands out credentials, as a kubeconfig's `exec` names it (client.authentication.k8s.io).
package struct CredentialPlugin: Sendable {
    /// The versions of the protocol that can be spoken with it.
    package enum Version: String, Sendable {
        case v1 = "client.authentication.k8s.io/v1"
        case v1beta1 = "client.authentication.k8s.io/v1beta1"
    }

    /// Whether it may ask something on the terminal.
    package enum Mode: String, Sendable {
        case never = "Never"
        case ifAvailable = "IfAvailable"
        case always = "Always"
    }

    /// A path, or a name to look for in `searchPath`.
    let command: String
    let arguments: [Secret]
    /// Variables over those of this process.
    var variables: [(name: String, value: Secret)]
    let version: Version
    let mode: Mode
    /// What its user is to do where it is missing.
    let installHint: String?
    /// The object `spec.cluster` as JSON; nil where the plugin does not ask for it.
    let cluster: Secret?
    /// The folders that programs are looked for in.
    let searchPath: String
    /// A credential that it finds in a file, and the folder to make that in.
    var file: PluginFile?
    var temporaryFolder = "/tmp"
    /// Whose credentials it hands out, for messages.
    let userOrigin: String

    /// The variable that tells the plugin what is asked of it.
    func execInfo(isInteractive: Bool) -> String {
        let cluster = cluster.map { "\"cluster\":\($0.reveal())," } ?? ""
        return "{\"kind\":\"ExecCredential\",\"apiVersion\":\"\(version.rawValue)\",\"spec\":{\(cluster)"
            + "\"interactive\":\(isInteractive)}}"
    }
}

extension CredentialPlugin: CustomStringConvertible {
    package var description: String { "the plugin '\(command)' of \(userOrigin)" }
}

/// The bounds of plugins, and what they share with this process.
package struct PluginOptions: Sendable {
    /// Whether somebody sits at a terminal and may be asked something on it.
    package var canAsk = false
    /// How long a plugin may take; nil for as long as it likes, where somebody watches.
    package var limit: Duration? = .seconds(30)
    /// Bytes of its answer.
    package var maximumSize = 1 << 20
    /// Is told the name of a plugin that takes a while.
    package var onWaiting: @Sendable (_ command: String) -> Void = { _ in }

    package init() {}
}
