/// A program that hands out credentials (client.authentication.k8s.io).
package struct CredentialPlugin: Sendable {
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
}
