internal import Diagnostics
internal import KubernetesClient
internal import Synchronization
internal import Values
internal import YAML

/// Reads live routes and prints them in one format, once or as they change.
struct LiveRoutePrinter: Sendable {
    private let client: KubernetesClient
    private let type: ResourceType
    private let namespace: String?
    private let command: GetCommand
    private let context: CommandContext
    private let sheet: Sheet

    init(
        _ client: KubernetesClient, _ type: ResourceType, _ namespace: String?, _ command: GetCommand,
        _ context: CommandContext
    ) {
        self.client = client
        self.type = type
        self.namespace = namespace
        self.command = command
        self.context = context
        let layout = command.table.layout(
            isWide: command.format == .wide, showsNamespace: type.isNamespaced && namespace == nil)
        sheet = Sheet(RouteTable(layout, kind: Self.kind(of: type)))
    }

    /// The resource as `-o name` has it, such as `tcproute.gateway.networking.k8s.io`.
    private static func kind(of type: ResourceType) -> String { "tcproute.\(type.group)" }

    private var isTable: Bool { command.format == nil || command.format == .wide }
    private var form: ObjectForm { isTable ? .table : .whole }

    func run() async throws -> ExitStatus {
        if command.follows { return try await follow() }
        guard !command.routes.names.isEmpty else {
            try await printAll()
            return .success
        }
        return try await printNamed()
    }

    // MARK: - Once

    private func printAll() async throws(KubernetesError) {
        let selection = command.routes.selection
        guard isTable else {
            return print(list: try await client.list(type, namespace: namespace, matching: selection).items)
        }
        let table = try await client.table(type, namespace: namespace, matching: selection)
        if table.rows.isEmpty { return tellNone() }
        context.print(sheet.text(table))
    }

    /// Prints the routes of the names that there are, and fails for the first that there is not.
    private func printNamed() async throws -> ExitStatus {
        var table = ObjectTable()
        var objects: [Value] = []
        var failures: [KubernetesError] = []
        for name in command.routes.names {
            do throws(KubernetesError) {
                if isTable {
                    let found = try await client.table(type, namespace: namespace, name: name)
                    table.columns = found.columns
                    table.rows += found.rows
                } else {
                    objects.append(try await client.get(type, namespace: namespace, name: name).body)
                }
            } catch {
                guard error.code == .notFound else { throw error }
                if !command.ignoreNotFound { failures.append(error) }
            }
        }
        if isTable {
            if !table.rows.isEmpty { context.print(sheet.text(table)) }
        } else if command.routes.names.count == 1 {
            objects.forEach(print(object:))
        } else if !objects.isEmpty {
            print(list: objects)
        }
        for failure in failures.dropLast() { FailureReport.print(Failure(failure), document: nil, context) }
        if let failure = failures.last { throw failure }
        return .success
    }

    private func tellNone() {
        let place = namespace.map { " in \($0) namespace." } ?? ""
        if !command.ignoreNotFound { context.inform("No resources found\(place)") }
    }

    // MARK: - As they change

    private func follow() async throws -> ExitStatus {
        context.interruption.noteWatching()
        let name = command.routes.names.first
        let selection = name.map { ObjectSelection.name($0) } ?? command.routes.selection
        if let name, !command.watchOnly { _ = try await client.get(type, namespace: namespace, name: name) }
        let version = try await tell(selection, isSilent: command.watchOnly)
        try await client.follow(
            type, namespace: namespace, matching: selection, from: version, as: form,
            list: { () async throws(KubernetesError) in try await tell(selection) },
            onConnection: { if !$0 { context.detail("the watch broke; it is taken up again") } },
            onEvent: { event in
                switch event {
                case .changed(let value), .removed(let value): tell(value)
                }
            })
        try context.interruption.check()
        return .success
    }

    /// Prints the routes that are not as they were when they were last seen; returns the moment of the list.
    private func tell(_ selection: ObjectSelection, isSilent: Bool = false) async throws(KubernetesError) -> String {
        if isTable {
            var table = try await client.table(type, namespace: namespace, matching: selection)
            table.rows.removeAll { !sheet.isNews($0.metadata) }
            if !isSilent, !table.rows.isEmpty { context.print(sheet.text(table)) }
            return table.resourceVersion
        }
        let list = try await client.list(type, namespace: namespace, matching: selection)
        for item in list.items where sheet.isNews(item["metadata"]) && !isSilent { print(object: item) }
        return list.resourceVersion
    }

    private func tell(_ value: Value) {
        guard isTable else {
            _ = sheet.isNews(value["metadata"])
            return print(object: value)
        }
        let table = ObjectTable(value, now: Int(WallClock.now))
        for row in table.rows { _ = sheet.isNews(row.metadata) }
        context.print(sheet.text(table))
    }

    // MARK: - Objects

    private func print(list: [Value]) {
        switch command.format {
        case .json:
            context.print(JSONWriter.document(Self.list(list.map(shown))))
        case .yaml: context.print(YAMLWriter.text(Self.list(list.map(shown))))
        case .name, .wide, nil: list.forEach(print(object:))
        }
    }

    private static func list(_ items: [Value]) -> Value {
        ["apiVersion": "v1", "kind": "List", "metadata": ["resourceVersion": ""], "items": .array(items)]
    }

    private func print(object: Value) {
        switch command.format {
        case .json: context.print(JSONWriter.document(shown(object)))
        case .yaml: context.print((command.follows ? "---\n" : "") + YAMLWriter.text(shown(object)))
        case .name, .wide, nil:
            context.print(printable("\(Self.kind(of: type))/\(object["metadata"]?["name"]?.string ?? "")") + "\n")
        }
    }

    /// An object as it is printed: who set which field is long, and seldom wanted.
    private func shown(_ object: Value) -> Value {
        guard !command.showManagedFields else { return object }
        var object = object
        object.withMember("metadata") { $0?.set("managedFields", nil) }
        return object
    }
}

/// What has been printed so far; whoever prints has it for itself.
private final class Sheet: Sendable {
    private struct State {
        var table: RouteTable
        /// The versions that were seen, by UID.
        var versions: [String: String] = [:]
    }

    private let state: Mutex<State>

    init(_ table: RouteTable) { state = Mutex(State(table: table)) }

    func text(_ table: ObjectTable) -> String { state.withLock { $0.table.text(table) } }

    /// Whether an object was not seen in this version yet; from now on it was.
    func isNews(_ metadata: Value?) -> Bool {
        guard let uid = metadata?["uid"]?.string, let version = metadata?["resourceVersion"]?.string else {
            return true
        }
        return state.withLock { $0.versions.updateValue(version, forKey: uid) != version }
    }
}
