internal import Diagnostics
internal import Documents
internal import GatewayAPI
internal import Manifests
internal import Sandbox
internal import Values

/// What a sandbox is to start with, and where each object stands in the sources.
struct SandboxObjects: Sendable {
    /// The objects in input order, routes last.
    private(set) var values: [Value] = []
    /// What was read for them.
    private(set) var inputs: [ManifestInput] = []
    private var places: [@Sendable (FieldPath?) -> Diagnostic.Place] = []

    /// Reads the sources that the flags name; none where they name nothing.
    ///
    /// - Throws: what is wrong with the sources or the KubernetesTcpRoutes among them.
    init(_ source: SourceOptions, _ context: CommandContext) async throws(Failure) {
        guard !source.isEmpty else { return }
        let inputs = try await SourceCollector(context: context).collect(source.manifests, source)
        self.inputs = inputs.inputs
        try context.interruption.check()
        var options = ManifestOptions()
        options.keepsObjects = true
        options.concurrency = ProcessorCount.value
        var set = await ManifestSet.load(inputs.inputs, options)
        // What a route meets is judged by the sandbox itself, once it is there.
        set.diagnostics.removeAll { $0.code == .deprecatedVersion || $0.code == .contextObject }
        set.diagnostics = inputs.diagnostics + set.diagnostics
        guard set.isValid else { throw Failure.invalidManifests(set.diagnostics) }
        context.tell(set.diagnostics)
        for object in set.objects { add(object) }
        for route in set.routes { add(route) }
    }

    private mutating func add(_ object: Manifest) {
        values.append(object.value)
        places.append { path in
            let place = path ?? "metadata.name"
            return Diagnostic.Place(
                object.range(of: place), document: object.document.number, path: path, resource: Self.name(of: object))
        }
    }

    private mutating func add(_ route: RouteManifest) {
        values.append(route.rendered(.v1alpha2))
        places.append { path in
            Diagnostic.Place(
                route.range(ofRendered: path ?? "metadata.name"), document: route.manifest.document.number,
                path: path.map(route.sourcePath), resource: route.key.description)
        }
    }

    private static func name(of object: Manifest) -> String {
        let namespace = object.value["metadata"]?["namespace"]?.string ?? ""
        return "\(object.kind) \(namespace.isEmpty ? "" : namespace + "/")\(object.name)"
    }

    /// What the sandbox refuses, at its lines.
    func failure(_ error: RefusedObjects) -> Failure {
        let diagnostics = error.refusals.compactMap { refusal -> Diagnostic? in
            guard places.indices.contains(refusal.object) else { return nil }
            return Diagnostic(
                .refusedObject, "the sandbox refuses this: \(refusal.message)",
                at: places[refusal.object](refusal.field), help: refusal.help)
        }
        let count = Set(error.refusals.map(\.object)).count
        return Failure(
            .invalidManifest, "the sandbox cannot start with \(count == 1 ? "an object" : "\(count) objects")",
            diagnostics: diagnostics)
    }
}
