internal import Diagnostics
internal import Documents
internal import GatewayAPI
internal import Schemas
internal import Values
internal import YAML

/// What one input holds.
struct InputContent: Sendable {
    var manifests: [Manifest] = []
    /// Objects that are not applied, and that routes are judged against.
    var context: [Manifest] = []
    var diagnostics: [Diagnostic] = []
    /// Objects of every kind, where these are wanted.
    var objects: [Manifest] = []
    /// Routes of OpenShift, where these are wanted.
    var openShiftRoutes: [Manifest] = []
    /// The comments, where these are wanted.
    fileprivate var comments: SourceComments?
    /// What is left alone.
    var others = OtherObjects()
    var objectNotes = RouteObjectNotes()
    /// Whether there is a manifest of any kind, readable or not.
    var holdsManifests = false

    /// Adds what is to be applied, or may be referred to; of what is broken only that it is there.
    fileprivate mutating func add(_ manifest: Manifest, isBroken: Bool) {
        holdsManifests = true
        if !isBroken { manifests.append(manifest) }
    }

    /// An input that is named by itself and holds nothing to apply is a mistake.
    fileprivate mutating func requireSomethingToApply(in name: String) {
        guard !holdsManifests, context.isEmpty, !diagnostics.containsErrors,
            let problem = others.nothingToApply(in: name)
        else { return }
        diagnostics.append(problem)
        others = OtherObjects()
    }
}

/// Reads the documents of a text into manifests.
struct ManifestReader: Sendable {
    let overrides: [Override]
    /// Whether objects that are no manifests are kept as they are.
    let keepsObjects: Bool
    /// Whether Routes of OpenShift are read.
    let keepsOpenShiftRoutes: Bool
    /// Whether routes keep their comments.
    let keepsComments: Bool
    private let schema: Schema
    private let objectSchema: Schema

    init(
        overrides: [Override], target: GatewayAPITarget, keepsObjects: Bool = false,
        keepsOpenShiftRoutes: Bool = false, keepsComments: Bool = false
    ) {
        self.overrides = overrides
        self.keepsObjects = keepsObjects
        self.keepsOpenShiftRoutes = keepsOpenShiftRoutes
        self.keepsComments = keepsComments
        schema = ManifestSchema.manifest(target)
        objectSchema = RouteObject.schema(target)
    }

    func read(_ input: ManifestInput) -> InputContent {
        do throws(DiagnosticError) { return read(try input.read(), of: input) } catch {
            return InputContent(diagnostics: [error.diagnostic])
        }
    }

    private func read(_ source: SourceFile, of input: ManifestInput) -> InputContent {
        var stream = YAMLReader.read(source, keepsScalars: keepsComments)
        let comments = keepsComments ? SourceComments(of: stream, isStackInput: input.isStackInput) : nil
        if input.isStackInput { StackInput.takeTargets(&stream) }
        dropRepeatedKeysOfLostIndentation(&stream)
        var content = InputContent(diagnostics: stream.diagnostics)
        content.comments = comments
        // What is not YAML is reported once, not again as a missing field.
        let broken = Set(stream.diagnostics.filter { $0.severity == .error }.compactMap(\.document))
        for document in stream.documents where document.root.kind != .null {
            add(document, isBroken: broken.contains(document.number), to: &content)
        }
        if stream.diagnostics.isEmpty, stream.documents.allSatisfy({ $0.root.kind == .null }) {
            content.diagnostics.append(
                Diagnostic(
                    .noManifests, "the file is empty", at: .file(source.name),
                    help: "a manifest starts with 'apiVersion: \(ManifestSchema.apiVersion)'"))
        }
        if input.isNamed, !keepsObjects { content.requireSomethingToApply(in: source.name) }
        return content
    }

    /// With the fields of three levels on one, keys are bound to repeat: that follows from the lost blanks and is not
    /// told.
    private func dropRepeatedKeysOfLostIndentation(_ stream: inout YAMLStream) {
        let lost = stream.documents.filter { document in
            guard !document.duplicateKeys.isEmpty, case .route = InputObject(document.root) else { return false }
            return LostIndentation(document.root, schema) != nil
        }
        guard !lost.isEmpty else { return }
        let numbers = Set(lost.map(\.number))
        stream.diagnostics.removeAll { $0.code == .duplicateKey && $0.document.map(numbers.contains) == true }
    }

    /// Adds what a document holds, or an item of a list in it.
    ///
    /// - Parameter type: what an item is that does not say it.
    private func add(
        _ document: Document, item: Int? = nil, orElse type: InputObject.ItemType? = nil, isBroken: Bool,
        to content: inout InputContent
    ) {
        let root = document.root
        var value: Value {
            var value = root.value
            guard let type, root["kind"] == nil, root["apiVersion"] == nil else { return value }
            value.set("apiVersion", .string(type.apiVersion))
            value.set("kind", .string(type.kind))
            return value
        }
        func asWritten(_ kind: String) -> Manifest {
            Manifest(document: document, item: item, kind: kind, value: value, overrides: [])
        }
        func keep(_ kind: String) { if !isBroken { content.objects.append(asWritten(kind)) } }
        func leaveAlone(_ kind: String, _ apiVersion: String) {
            if keepsObjects { return keep(kind) }
            content.others.add(kind, apiVersion, at: root["kind"]?.range ?? root.range)
        }
        guard root.kind == .mapping else {
            return content.diagnostics.append(notAMapping(document, isItem: item != nil))
        }
        switch InputObject(root, orElse: type) {
        case .route:
            let manifest = route(document, item, &content)
            content.add(manifest, isBroken: isBroken)
        case .routeObject where keepsObjects: keep(TCPRouteSchema.kind)
        case .routeObject:
            let manifest = routeObject(document, item, value, &content)
            content.add(manifest, isBroken: isBroken)
        case .referenceTarget(let kind): content.add(asWritten(kind), isBroken: isBroken)
        case .context(let kind):
            if !isBroken { content.context.append(asWritten(kind)) }
            if keepsObjects { keep(kind) }
        case .list(let type) where item == nil: addItems(of: document, type, isBroken: isBroken, to: &content)
        case .list: content.diagnostics.append(listInAList(document))
        case .openShiftRoute where keepsOpenShiftRoutes:
            content.holdsManifests = true
            let route = openShiftRoute(document, item, value, &content)
            if !isBroken { content.openShiftRoutes.append(route) }
        case .openShiftRoute(let apiVersion): leaveAlone(OpenShiftRoute.kind, apiVersion)
        case .other(let kind, let apiVersion): leaveAlone(kind, apiVersion)
        case .problem(let problem): content.diagnostics.append(diagnostic(problem, document))
        }
    }

    private func diagnostic(_ problem: InputObject.Problem, _ document: Document) -> Diagnostic {
        let root = document.root
        let range = root[problem.field]?.range ?? root.entries.first?.key.range ?? root.range
        let place = Diagnostic.Place(range, document: document.number, path: FieldPath([.key(problem.field)]))
        return Diagnostic(problem.code, problem.message, at: place, help: problem.help)
    }

    private func notAMapping(_ document: Document, isItem: Bool) -> Diagnostic {
        let what = document.root.kind == .sequence ? "a list" : "a single value"
        return Diagnostic(
            .notAMapping, "a manifest must be a mapping, but this \(isItem ? "item" : "document") is \(what)",
            at: Diagnostic.Place(document.root.range, document: document.number),
            help: "a manifest starts with 'apiVersion: \(ManifestSchema.apiVersion)'")
    }

    private func listInAList(_ document: Document) -> Diagnostic {
        let range = document.root["kind"]?.range ?? document.root.range
        return Diagnostic(
            .unknownKind, "openmcf does not read a 'List' in a 'List'",
            at: Diagnostic.Place(range, document: document.number, path: "kind"),
            help: "put its items into one list, or each into a document of its own")
    }

    private func addItems(
        of document: Document, _ type: InputObject.ItemType?, isBroken: Bool, to content: inout InputContent
    ) {
        // As Go writes a list that is empty.
        if document.root["items"]?.kind == .null { return }
        guard let items = document.root["items"], items.kind == .sequence else {
            let range = document.root["items"]?.range ?? document.root.entries.first?.key.range ?? document.root.range
            content.diagnostics.append(
                Diagnostic(
                    document.root["items"] == nil ? .requiredField : .wrongType, "a List needs a list of items",
                    at: Diagnostic.Place(range, document: document.number, path: "items"),
                    help: "start each item with '- '"))
            return
        }
        for (index, item) in document.parts(items).enumerated() {
            add(item, item: index, orElse: type, isBroken: isBroken, to: &content)
        }
    }

    private func route(_ document: Document, _ item: Int?, _ content: inout InputContent) -> Manifest {
        var value = canonicalValue(of: document, &content.diagnostics)
        if value["apiVersion"]?.string == ManifestSchema.plantonAPIVersion {
            value.set("apiVersion", .string(ManifestSchema.apiVersion))
        }
        let applied = override(&value, schema, &content.diagnostics)
        return Manifest(
            document: document, item: item, kind: ManifestSchema.kind, value: value, overrides: applied,
            sourceComments: content.comments)
    }

    private func routeObject(
        _ document: Document, _ item: Int?, _ object: Value, _ content: inout InputContent
    ) -> Manifest {
        var (value, removed) = RouteObject.withoutServerFields(object)
        let applied = override(&value, objectSchema, &content.diagnostics)
        if RouteObject.removeGeneratedName(&value) { removed.append(RouteObject.generatedName.description) }
        content.objectNotes.addIgnored(removed)
        return Manifest(
            document: document, item: item, kind: TCPRouteSchema.kind, value: value, overrides: applied,
            sourceComments: content.comments)
    }

    private func openShiftRoute(
        _ document: Document, _ item: Int?, _ object: Value, _ content: inout InputContent
    ) -> Manifest {
        var value = RouteObject.withoutServerFields(object).object
        let applied = override(&value, OpenShiftRoute.schema, &content.diagnostics)
        _ = RouteObject.removeGeneratedName(&value)
        return Manifest(
            document: document, item: item, kind: OpenShiftRoute.kind, value: value, overrides: applied,
            sourceComments: content.comments)
    }

    /// Sets what the command line sets, and returns where.
    private func override(
        _ value: inout Value, _ schema: Schema, _ diagnostics: inout [Diagnostic]
    ) -> [(path: FieldPath, range: SourceRange)] {
        var applied: [(path: FieldPath, range: SourceRange)] = []
        for override in overrides {
            switch override.apply(to: &value, schema: schema) {
            case .success(let path): applied.append((path, override.valueRange))
            case .failure(let error): diagnostics.append(error.diagnostic)
            }
        }
        return applied
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
                    .duplicateKey,
                    "'\(spelling)' and '\(ViolationMessage.name(of: path))' are the same field, set twice",
                    at: Diagnostic.Place(key?.range, document: document.number, path: path),
                    help: "keep one of the two"))
        }
    }
}
