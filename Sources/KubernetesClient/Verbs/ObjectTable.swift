package import Values

/// Objects as rows for people: the columns are the server's, as kubectl prints them.
package struct ObjectTable: Sendable {
    /// A column of the table.
    package struct Column: Sendable, Equatable {
        /// Such as `Age`.
        package let name: String
        /// Only who asks for more is shown it.
        package let isWide: Bool

        package init(_ name: String, isWide: Bool = false) {
            self.name = name
            self.isWide = isWide
        }
    }

    /// A row of the table.
    package struct Row: Sendable {
        /// One value for each column.
        package let cells: [Value]
        /// The object's `metadata`.
        package let metadata: Value

        package init(cells: [Value], metadata: Value) {
            self.cells = cells
            self.metadata = metadata
        }
    }

    /// The columns from left to right; none in a watch's tables after the first.
    package var columns: [Column]
    /// The rows, in the server's order.
    package var rows: [Row]
    /// The moment, for a watch that continues from it.
    package var resourceVersion: String

    package init(columns: [Column] = [], rows: [Row] = [], resourceVersion: String = "") {
        self.columns = columns
        self.rows = rows
        self.resourceVersion = resourceVersion
    }

    /// Reads a `Table`, or makes one of a list or an object, which is what servers without tables answer.
    ///
    /// - Parameter now: seconds since 1970, from which ages are counted where the server does not.
    package init(_ value: Value, now: Int) {
        resourceVersion = value["metadata"]?["resourceVersion"]?.string ?? ""
        guard value["kind"]?.string == "Table" else {
            columns = Self.plainColumns
            rows = (value["items"] == nil ? [value] : value["items"]?.array ?? []).map { Self.plainRow($0, now: now) }
            return
        }
        columns = (value["columnDefinitions"]?.array ?? []).map {
            Column($0["name"]?.string ?? "", isWide: ($0["priority"]?.int ?? 0) > 0)
        }
        rows = (value["rows"]?.array ?? []).map {
            Row(cells: $0["cells"]?.array ?? [], metadata: $0["object"]?["metadata"] ?? [:])
        }
    }

    /// What kubectl prints of any object.
    private static let plainColumns = [Column("Name"), Column("Age")]

    private static func plainRow(_ object: Value, now: Int) -> Row {
        let metadata = object["metadata"] ?? [:]
        let created = metadata["creationTimestamp"]?.string.flatMap(RFC3339.seconds)
        let age = created.map { ElapsedTime.text(now - Int($0)) } ?? "<unknown>"
        return Row(cells: [metadata["name"] ?? "", .string(age)], metadata: metadata)
    }
}

extension KubernetesClient {
    /// The objects of a type as a table, in one namespace or in all.
    package func table(
        _ type: ResourceType, namespace: String? = nil, matching selection: ObjectSelection = .all
    ) async throws(KubernetesError) -> ObjectTable {
        try await everyPage(type, namespace, selection, .table, into: ObjectTable()) { table, _, body in
            let page = ObjectTable(body, now: Int(WallClock.now))
            if table.columns.isEmpty { table.columns = page.columns }
            table.rows += page.rows
            table.resourceVersion = page.resourceVersion
        }
    }

    /// One object as a table; throws `notFound` when there is none.
    package func table(
        _ type: ResourceType, namespace: String?, name: String
    ) async throws(KubernetesError) -> ObjectTable {
        var request = APIRequest(.get, type.path(namespace: namespace, name: name))
        request.accept = ObjectForm.table.accept
        return ObjectTable(try await send(request).body, now: Int(WallClock.now))
    }
}
