internal import Diagnostics
internal import GatewayAPI
internal import Nodes
internal import Routing
internal import Schemas
internal import YAML

/// Reads the documents of a text into manifests.
struct ManifestReader: Sendable {
    let overrides: [Override]
    private let schema: Schema

    init(overrides: [Override], target: GatewayAPITarget) {
        self.overrides = overrides
        schema = ManifestSchema.manifest(target)
    }

    func read(_ input: ManifestInput) -> (manifests: [Manifest], diagnostics: [Diagnostic]) {
        switch input.read() {
        case .success(let source): read(source, asStackInput: input.isStackInput)
        case .failure(let error): ([], [error.diagnostic])
        }
    }

    private func read(_ source: SourceFile, asStackInput: Bool) -> (manifests: [Manifest], diagnostics: [Diagnostic]) {
        var stream = YAMLReader.read(source)
        if asStackInput { StackInput.takeTargets(&stream) }
        var manifests: [Manifest] = []
        var diagnostics = stream.diagnostics
        // What is not YAML is reported once, not again as a missing field.
        let broken = Set(stream.diagnostics.filter { $0.severity == .error }.compactMap(\.document))
        for document in stream.documents where document.root.kind != .null {
            guard let manifest = read(document, &diagnostics) else { continue }
            if !broken.contains(document.number) { manifests.append(manifest) }
        }
        if stream.diagnostics.isEmpty, stream.documents.allSatisfy({ $0.root.kind == .null }) {
            diagnostics.append(
                Diagnostic(
                    .error, .noManifests, "the file is empty", file: source.name,
                    help: "a manifest starts with 'apiVersion: \(ManifestSchema.apiVersion)'"))
        }
        return (manifests, diagnostics)
    }

    private func read(_ document: Document, _ diagnostics: inout [Diagnostic]) -> Manifest? {
        let root = document.root
        guard root.kind == .mapping else {
            let what = root.kind == .sequence ? "a list" : "a single value"
            diagnostics.append(
                Diagnostic(
                    .error, .notAMapping, "a manifest must be a mapping, but this document is \(what)",
                    document: document.number, range: root.range,
                    help: "a manifest starts with 'apiVersion: \(ManifestSchema.apiVersion)'"))
            return nil
        }
        guard let kind = kind(of: document, &diagnostics) else { return nil }
        guard kind == ManifestSchema.kind else {
            return Manifest(document: document, kind: kind, value: root.value, overrides: [])
        }
        var value = canonicalValue(of: document, &diagnostics)
        var applied: [(path: FieldPath, range: SourceRange)] = []
        for override in overrides {
            switch override.apply(to: &value, schema: schema) {
            case .success(let path): applied.append((path, override.valueRange))
            case .failure(let error): diagnostics.append(error.diagnostic)
            }
        }
        return Manifest(document: document, kind: kind, value: value, overrides: applied)
    }

    /// The document's value with the schema's spelling of every field.
    private func canonicalValue(of document: Document, _ diagnostics: inout [Diagnostic]) -> Value {
        let root = document.root
        // A document without an underscore, or an escape that may stand for one, has no snake_case to change.
        // Only the document is looked at: a text may hold 100,000 of them.
        let text = document.source.bytes[root.range.start..<root.range.end]
        guard text.contains(where: { $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "\\") }) else {
            return root.value
        }
        var clashes = 0
        return Spelling.canonicalise(root.value, schema) { path, spelling in
            clashes += 1
            guard clashes <= ViolationMessage.limit else { return }
            let key = root.locate(path.parent, spellings: Spelling.all).node.entry(spelling)?.key
            diagnostics.append(
                Diagnostic(
                    .error, .duplicateKey,
                    "'\(spelling)' and '\(ViolationMessage.name(of: path))' are the same field, set twice",
                    path: path.description, document: document.number, range: key?.range, help: "keep one of the two"))
        }
    }

    /// What to do with a file that has no kind, because it is to be read in another way.
    private func sourceHelp(_ root: Node) -> String? {
        if root["target"]?.kind == .mapping { return "this is a stack input: give it with -i" }
        let name = root.document.source.name.split(separator: "/").last
        if name == "kustomization.yaml" || name == "kustomization.yml" || name == "Kustomization" {
            return "kustomize builds from this: give its directory with --kustomize-dir"
        }
        return nil
    }

    /// The kind of an OpenMCF manifest; nil for anything else, which is reported.
    private func kind(of document: Document, _ diagnostics: inout [Diagnostic]) -> String? {
        let root = document.root
        func report(_ code: DiagnosticCode, _ message: String, _ field: String, help: String? = nil) {
            let range = root[field]?.range ?? root.entries.first?.key.range ?? root.range
            diagnostics.append(
                Diagnostic(
                    .error, code, message, path: field, document: document.number, range: range, help: help))
        }
        let apiVersion = root["apiVersion"] ?? root["api_version"]
        let ours = "openmcf reads 'kind: \(ManifestSchema.kind)' with 'apiVersion: \(ManifestSchema.apiVersion)'"
        guard let kindNode = root["kind"], let kind = kindNode.string else {
            let message = root["kind"] == nil ? "kind is missing" : "kind must be a string"
            report(root["kind"] == nil ? .requiredField : .wrongType, message, "kind", help: sourceHelp(root) ?? ours)
            return nil
        }
        if kind == ManifestSchema.kind { return kind }
        guard let version = apiVersion?.string else {
            let message = apiVersion == nil ? "apiVersion is missing" : "apiVersion must be a string"
            report(apiVersion == nil ? .requiredField : .wrongType, message, "apiVersion", help: ours)
            return nil
        }
        if Self.isContext(root.value) { return kind }
        let group = version.split(separator: "/").first.map(String.init) ?? ""
        if kind == TCPRouteSchema.kind || !(group == "openmcf.org" || group.hasSuffix(".openmcf.org")) {
            report(
                .unknownKind, "openmcf does not read '\(kind)' of \(version)", "kind",
                help: kind == TCPRouteSchema.kind
                    ? "\(ours), and renders a TCPRoute from it"
                    : kind == "List" ? "put each item into a document of its own, separated by ---" : ours)
            return nil
        }
        let nearest = Suggestion.nearest(to: kind, among: [ManifestSchema.kind, "KubernetesNamespace"])
        let isKind = kind.first?.isUppercase == true && kind.allSatisfy { $0.isLetter || $0.isNumber }
        let belongs = group != "kubernetes.openmcf.org" || kind.hasPrefix("Kubernetes")
        if nearest == ManifestSchema.kind || !isKind || !belongs {
            report(
                .unknownKind, "there is no kind '\(kind)' in \(version)", "kind",
                help: nearest.map { "did you mean '\($0)'?" } ?? ours)
            return nil
        }
        return kind
    }

    /// Whether an object is one that is not applied, and that routes are judged against: a Gateway, a Service.
    static func isContext(_ object: Value) -> Bool {
        switch RoutingObject(object) {
        case nil, .route?: false
        default: true
        }
    }
}
