internal import Diagnostics
internal import Manifests
internal import Values
internal import YAML

/// What a conversion came to.
struct ConversionReport {
    let manifests: [ConvertedManifest]
    /// The file that each manifest went to; nil where they went to none.
    var files: [String]?
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

    /// That a Gateway was named for nothing; nil where it was not.
    var gateway: String? {
        guard let gateway = options.gateway, !manifests.isEmpty, !manifests.contains(where: \.needsListener) else {
            return nil
        }
        return
            "No route refers to the Gateway '\(gateway.name)' by --gateway, which is for Routes of OpenShift and for what "
            + "--split makes of further rules: the other routes keep their parentRefs"
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
        var result: Object = [
            "formatVersion": .string(FormatVersion.current), "manifests": .array(manifests.map(\.value)),
            "comments": [
                "carried": .int(Int64(manifests.reduce(0) { $0 + $1.comments.count })),
                "lost": .int(Int64(manifests.reduce(0) { $0 + $1.lostComments })),
            ],
            "diagnostics": .array(diagnostics.map(JSONRenderer.value)),
        ]
        if let files { result["files"] = .array(files.map(Value.string)) }
        return JSONWriter.document(.object(result))
    }
}
