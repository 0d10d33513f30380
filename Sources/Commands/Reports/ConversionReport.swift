internal import Diagnostics
internal import Manifests
internal import Values
internal import YAML

/// What a conversion came to.
struct ConversionReport {
    let manifests: [ConvertedManifest]
    private let diagnostics: [Diagnostic]

    private let options: ConversionOptions

    init(_ conversions: [Conversion], _ diagnostics: [Diagnostic], _ options: ConversionOptions) {
        manifests = conversions.flatMap(\.manifests)
        self.diagnostics = diagnostics
        self.options = options
    }

    var text: String { manifests.map(\.text).joined(separator: "---\n") }

    /// A sentence about comments that are lost; nil where none is.
    var comments: String? {
        let lost = manifests.reduce(0) { $0 + $1.lostComments }
        guard lost > 0 else { return nil }
        return "\(English.count(lost, "line")) of comments stood at something that the manifests do not have"
            + (lost == 1 ? ", and is lost" : ", and are lost")
    }

    /// What is left to do at a Gateway; nil where nothing is.
    var listeners: String? {
        let waiting = manifests.filter(\.needsListener)
        guard !waiting.isEmpty else { return nil }
        let names = waiting.prefix(10).map(\.name) + (waiting.count > 10 ? ["\(waiting.count - 10) more"] : [])
        guard let gateway = options.gateway else {
            return
                "\(English.list(names)) \(waiting.count == 1 ? "needs" : "need") a listener of protocol TCP with a port "
                + "of its own: name it in spec.parentRefs, or convert with --gateway"
        }
        return "Give the Gateway '\(gateway.name)' a listener of protocol TCP, with a port of its own, for each of: "
            + names.joined(separator: ", ")
    }

    /// What is left to do in the cluster after a migration; nil without one.
    var storage: String? {
        guard options.migration != nil, !manifests.isEmpty else { return nil }
        return
            "A route that was stored as v1alpha2 stays so until it is written. When all are written, take v1alpha2 out of "
            + "status.storedVersions of the definition tcproutes.gateway.networking.k8s.io: a release without v1alpha2 asks "
            + "for that"
    }

    var json: String {
        let result: Value = [
            "formatVersion": .string(FormatVersion.current), "manifests": .array(manifests.map(\.value)),
            "comments": [
                "carried": .int(Int64(manifests.reduce(0) { $0 + $1.comments.count })),
                "lost": .int(Int64(manifests.reduce(0) { $0 + $1.lostComments })),
            ],
            "diagnostics": .array(diagnostics.map(JSONRenderer.value)),
        ]
        return JSONWriter.text(result, .indented) + "\n"
    }
}
