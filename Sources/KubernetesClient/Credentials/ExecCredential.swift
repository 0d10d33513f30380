internal import Diagnostics
internal import Documents
internal import Values
internal import YAML

/// What a plugin prints: an `ExecCredential` with a token, a client certificate, or both.
struct ExecCredential {
    /// Why an answer cannot be used, as the rest of a sentence about it; never with a part of it.
    struct Problem: Error { let reason: String }

    private(set) var token: Secret?
    private(set) var identity: ClientIdentity?
    /// In seconds since 1970; nil for one that lasts.
    private(set) var expiry: Double?

    /// Reads an answer in JSON or YAML as client-go does: unknown fields do not count, the last of equal ones does.
    init(_ bytes: [UInt8], version: CredentialPlugin.Version) throws(Problem) {
        let root = try Self.root(bytes)
        try Self.check(root, version)
        try Self.checkSpec(root["spec"])
        guard let status = root["status"], status.kind != .null else { throw Problem(reason: "has no 'status'") }
        guard status.kind == .mapping else { throw Problem(reason: "has a 'status' that is no object") }
        token = try Self.text("token", status).map(Secret.init)
        let certificate = try Self.text("clientCertificateData", status)
        let key = try Self.text("clientKeyData", status)
        guard token != nil || certificate != nil || key != nil else {
            throw Problem(reason: "has neither a token nor a certificate")
        }
        if let token, HeaderText.isUnsendable(token.reveal()) {
            throw Problem(reason: "has a token with a line break or another control character in it")
        }
        identity = try Self.identity(certificate, key)
        if let time = try Self.text("expirationTimestamp", status, isTime: true) {
            guard let seconds = RFC3339.seconds(time) else {
                throw Problem(reason: "has an 'expirationTimestamp' that is no time")
            }
            expiry = seconds
        }
    }

    private static func root(_ bytes: [UInt8]) throws(Problem) -> Node {
        let unreadable = Problem(reason: "is no ExecCredential in JSON or YAML")
        // What begins as JSON has to be JSON, although YAML takes more.
        if bytes.first(where: { $0 > 0x20 }) == UInt8(ascii: "{"), (try? JSONReader.value(bytes)) == nil {
            throw unreadable
        }
        let stream = YAMLReader.readWhole(
            YAMLReader.sourceFile(name: "plugin", bytes: bytes, isConfidential: true))
        let isReadable = !stream.diagnostics.contains { $0.severity == .error && $0.code != .duplicateKey }
        guard isReadable, let root = stream.documents.first?.root, root.kind == .mapping || root.kind == .null else {
            throw unreadable
        }
        return root
    }

    private static func check(_ root: Node, _ version: CredentialPlugin.Version) throws(Problem) {
        let written = try text("apiVersion", root)
        guard written == version.rawValue else {
            let known = written.flatMap(CredentialPlugin.Version.init).map { "'\($0.rawValue)'" }
            throw Problem(
                reason:
                    "has \(known ?? (written == nil ? "no apiVersion" : "another apiVersion")), where the kubeconfig "
                    + "says '\(version.rawValue)'")
        }
        if let kind = try text("kind", root), kind != "ExecCredential" {
            throw Problem(reason: "is of another kind than ExecCredential")
        }
    }

    /// What was asked of the plugin, where it says that again: of no use, but it has to be of the right form.
    private static func checkSpec(_ spec: Node?) throws(Problem) {
        guard let spec, spec.kind != .null else { return }
        guard spec.kind == .mapping else { throw Problem(reason: "has a 'spec' that is no object") }
        if let cluster = spec["cluster"], cluster.kind != .null, cluster.kind != .mapping {
            throw Problem(reason: "has a 'spec.cluster' that is no object")
        }
        if let flag = spec["interactive"], flag.kind != .null, flag.kind != .bool {
            throw Problem(reason: "has a 'spec.interactive' that is neither true nor false")
        }
    }

    /// A text that is not empty, unless it is a time: an empty one is none.
    private static func text(_ key: String, _ node: Node, isTime: Bool = false) throws(Problem) -> String? {
        guard let value = node[key], value.kind != .null else { return nil }
        guard let text = value.string else { throw Problem(reason: "has a '\(key)' that is no text") }
        return text.isEmpty && !isTime ? nil : text
    }

    private static func identity(_ certificate: String?, _ key: String?) throws(Problem) -> ClientIdentity? {
        guard certificate != nil || key != nil else { return nil }
        guard let certificate, let key else { throw Problem(reason: "has a certificate or a key, not both") }
        guard let chain = CertificateMaterial.chain(in: Array(certificate.utf8)) else {
            throw Problem(reason: "has a 'clientCertificateData' that is no PEM certificate")
        }
        guard let privateKey = CertificateMaterial.privateKey(in: Array(key.utf8)) else {
            throw Problem(reason: "has a 'clientKeyData' that is no PEM private key")
        }
        return ClientIdentity(certificateChain: chain, privateKey: privateKey)
    }
}
