internal import Diagnostics
internal import Documents
internal import Files
internal import Values

/// Turns the nodes of a state file into values, and whatever is wrong with them into an error with its place.
struct StateDecoder {
    let path: String
    /// Which of the files is read, for messages.
    var isJournal = false

    private var subject: String { isJournal ? "journal" : "state" }

    func document(_ bytes: [UInt8]) throws(StateError) -> Document {
        guard !StateCodec.isBlank(bytes) else { throw empty() }
        let document: Document
        do { document = try JSONReader.read(SourceFile(name: path, bytes: bytes)) } catch {
            if Self.looksLikeManifest(bytes) { throw foreign("it is a manifest") }
            let place = SourceFile(name: path, bytes: bytes).location(at: error.offset)
            throw damaged("\(error.message), at line \(place.line), column \(place.column), byte \(error.offset)")
        }
        guard document.root.kind == .mapping else { throw foreign("it holds a \(kindName(document.root)), no object") }
        if let repeated = document.duplicateKeys.first {
            throw damaged("the key '\(repeated.key)' stands twice", at: repeated.range)
        }
        return document
    }

    func header(_ root: Node) throws(StateError) -> StateHeader {
        try checkVersion(root)
        let lineage = try string("lineage", in: root)
        guard Lineage.isValid(lineage) else {
            throw damaged("'lineage' is no UUID: '\(lineage)'", at: root.entry("lineage")?.value.range)
        }
        guard let serial = root.entry("serial")?.value else { throw damaged("'serial' is missing") }
        guard let number = serial.value.int, number >= 0, number < .max else {
            throw damaged("'serial' is no whole number from 0 up", at: serial.range)
        }
        return StateHeader(lineage: lineage, serial: number, run: try identifier("run", in: root))
    }

    /// A UUID that may be missing.
    func identifier(_ key: String, in root: Node) throws(StateError) -> String? {
        guard let value = root.entry(key)?.value else { return nil }
        guard let text = value.string, Lineage.isValid(text) else {
            throw damaged("'\(key)' is no UUID", at: value.range)
        }
        return text
    }

    private func checkVersion(_ root: Node) throws(StateError) {
        guard let version = root.entry("formatVersion")?.value else {
            if root.entry("terraform_version") != nil { throw foreign("it is a state of Terraform or OpenTofu") }
            let isObject = root.entry("apiVersion") != nil && root.entry("kind") != nil
            throw foreign(isObject ? "it is a manifest" : "it has no 'formatVersion'")
        }
        let parts = (version.string ?? "").split(separator: ".", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 2, let major = parts[0], parts[1] != nil else {
            throw damaged("'formatVersion' is no version such as '1.0'", at: version.range)
        }
        guard major == 1 else {
            throw StateError(
                .unsupportedVersion,
                "the \(subject) '\(path)' has format \(version.string ?? ""), and this version of openmcf reads 1.x",
                help: "Use the version of openmcf that wrote it, or a newer one. The file was left as it is.")
        }
    }

    func snapshot(_ root: Node) throws(StateError) -> StateSnapshot {
        let header = try header(root)
        guard let routes = root.entry("routes")?.value else {
            if root.entry("changes") != nil { throw foreign("it is a saved plan") }
            throw damaged("'routes' is missing")
        }
        guard routes.kind == .sequence else { throw damaged("'routes' is no list", at: routes.range) }
        var snapshot = StateSnapshot(lineage: header.lineage, serial: header.serial, run: header.run)
        for (key, value) in root.entries {
            switch key.string ?? "" {
            case "lineage", "serial", "run", "routes": break
            case "formatVersion": snapshot.formatVersion = value.string ?? StateCodec.formatVersion
            case "cluster": snapshot.cluster = try cluster(value)
            case let name: snapshot.extra[name] = value.value
            }
        }
        let elements = routes.elements
        snapshot.reserveCapacity(elements.count)
        for element in elements {
            let route = try route(element)
            guard snapshot[route.key] == nil else {
                throw damaged("the route \(route.key) stands twice", at: element.range)
            }
            snapshot.upsert(route)
        }
        return snapshot
    }

    func cluster(_ node: Node) throws(StateError) -> ClusterIdentity? {
        if node.kind == .null { return nil }
        guard node.kind == .mapping else { throw damaged("'cluster' is no object", at: node.range) }
        var identity = ClusterIdentity()
        for (key, value) in node.entries {
            switch key.string ?? "" {
            case "uid": identity.uid = try optionalString(value, "uid")
            case "server": identity.server = try optionalString(value, "server")
            case "certificateAuthorityHash":
                identity.certificateAuthorityHash = try optionalString(value, "certificateAuthorityHash")
            case let name: identity.extra[name] = value.value
            }
        }
        return identity
    }

    func route(_ node: Node) throws(StateError) -> StateRoute {
        guard node.kind == .mapping else { throw damaged("a route is no object", at: node.range) }
        var members = Members(node)
        guard let object = members.take("object") else { throw damaged("'object' is missing", at: node.range) }
        guard object.kind == .mapping else { throw damaged("'object' is no object", at: object.range) }
        guard let outputs = members.take("outputs") else { throw damaged("'outputs' is missing", at: node.range) }
        var outputMembers = Members(outputs)
        let reference = ObjectReference(
            apiVersion: try text(members.take("apiVersion"), "apiVersion", in: node),
            kind: try text(members.take("kind"), "kind", in: node),
            namespace: try optionalString(members.take("namespace"), "namespace"),
            name: try text(members.take("name"), "name", in: node))
        var route = StateRoute(
            reference, object: object.value,
            outputs: RouteOutputs(
                routeName: try text(outputMembers.take("routeName"), "routeName", in: outputs),
                namespace: try text(outputMembers.take("namespace"), "namespace", in: outputs)),
            appliedAt: try text(members.take("appliedAt"), "appliedAt", in: node))
        route.uid = try optionalString(members.take("uid"), "uid")
        route.resourceVersion = try optionalString(members.take("resourceVersion"), "resourceVersion")
        route.creationTimestamp = try optionalString(members.take("creationTimestamp"), "creationTimestamp")
        route.deletionTimestamp = try optionalString(members.take("deletionTimestamp"), "deletionTimestamp")
        for (key, value) in members.rest { route.extra[key] = value.value }
        return route
    }

    /// The members of an object, each read once; what nobody took is what this version does not know.
    private struct Members {
        private(set) var rest: [(key: String, value: Node)]

        init(_ node: Node) { rest = node.entries.map { ($0.key.string ?? "", $0.value) } }

        mutating func take(_ key: String) -> Node? {
            rest.firstIndex { $0.key == key }.map { rest.remove(at: $0).value }
        }
    }

    func string(_ key: String, in node: Node) throws(StateError) -> String {
        try text(node.entry(key)?.value, key, in: node)
    }

    private func text(_ value: Node?, _ key: String, in node: Node) throws(StateError) -> String {
        guard let value else { throw damaged("'\(key)' is missing", at: node.range) }
        guard let string = value.string, !string.isEmpty else {
            throw damaged("'\(key)' is no text", at: value.range)
        }
        return string
    }

    private func optionalString(_ node: Node?, _ name: String) throws(StateError) -> String? {
        guard let node, node.kind != .null else { return nil }
        guard let string = node.string else { throw damaged("'\(name)' is no text", at: node.range) }
        return string
    }

    private func kindName(_ node: Node) -> String {
        switch node.kind {
        case .null: "null"
        case .bool: "boolean"
        case .int, .double: "number"
        case .string: "text"
        case .sequence: "list"
        case .mapping: "object"
        }
    }

    func damaged(_ reason: String, at range: SourceRange? = nil) -> StateError {
        let place = range.map { ", at line \($0.startLocation.line), byte \($0.start)" } ?? ""
        return StateError(
            .damaged, "the \(subject) '\(path)' cannot be read: \(reason)\(place)",
            help: isJournal
                ? StateError.damagedJournalHelp(path) : "\(restoring), or name another state with --state FILE.")
    }

    /// How to come by the state again; whether there is a backup is looked up, as the first save leaves none.
    private var restoring: String {
        let backup = path + StateStore.backupSuffix
        let place = Path.exists(backup) ? "the one before the last save is '\(backup)'" : "there is no backup beside it"
        return "It was left as it is. Restore it from a copy (\(place))"
    }

    /// Whether a text that is no JSON is YAML with an object.
    private static func looksLikeManifest(_ bytes: [UInt8]) -> Bool {
        let lines = bytes.prefix(4096).split(separator: UInt8(ascii: "\n"))
        return ["apiVersion:", "kind:"].allSatisfy { key in lines.contains { $0.starts(with: key.utf8) } }
    }

    private func empty() -> StateError {
        let error = damaged("the file is empty")
        if isJournal { return error }
        return StateError(
            error.code, error.message,
            help: "\(restoring), or start it anew with --lineage: the lineage stands in the annotation "
                + "openmcf.org/stack of its routes.")
    }

    private func foreign(_ reason: String) -> StateError {
        if isJournal { return damaged(reason) }
        return StateError(
            .foreign, "'\(path)' is no state of openmcf: \(reason)",
            help: "It was left as it is. Name the state with --state FILE; a new file name begins a new state.")
    }
}
