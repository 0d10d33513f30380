internal import Diagnostics
internal import KubernetesClient
internal import Values

/// Live routes as kubectl prints them: the server's columns, three spaces apart.
///
/// Columns never become narrower, so that rows which come later stand under the earlier ones.
struct RouteTable {
    /// What is shown beside the server's columns.
    struct Layout {
        var isWide = false
        var hasHeader = true
        var showsNamespace = false
        var showsKind = false
        var showsLabels = false
        /// Labels that have a column of their own.
        var labelColumns: [String] = []
    }

    private static let minimumWidth = 6
    private static let padding = 3

    let layout: Layout
    /// The resource with its group, such as `tcproute.gateway.networking.k8s.io`.
    let kind: String
    private var columns: [ObjectTable.Column] = []
    private var widths: [Int] = []
    private var hasPrintedHeader = false

    init(_ layout: Layout, kind: String) {
        self.layout = layout
        self.kind = kind
    }

    /// The rows of a table as text, below the header where it was not printed yet.
    mutating func text(_ table: ObjectTable) -> String {
        if !table.columns.isEmpty { columns = table.columns }
        var lines: [[String]] = []
        if layout.hasHeader, !hasPrintedHeader { lines.append(header) }
        hasPrintedHeader = true
        lines += table.rows.map(cells)
        for line in lines {
            for (number, cell) in line.dropLast().enumerated() {
                if number == widths.count { widths.append(Self.minimumWidth) }
                widths[number] = max(widths[number], cell.count + Self.padding)
            }
        }
        return lines.map(line).joined()
    }

    private func line(_ cells: [String]) -> String {
        zip(cells.dropLast(), widths).map { $0.padded(to: $1) }.joined() + (cells.last ?? "") + "\n"
    }

    private var header: [String] {
        var names = layout.showsNamespace ? ["NAMESPACE"] : []
        names += shown.map { columns[$0].name.uppercased() }
        // As kubectl has it: of `app.kubernetes.io/name` what follows the slash.
        names += layout.labelColumns.map { ($0.split(separator: "/").last.map(String.init) ?? $0).uppercased() }
        return names + (layout.showsLabels ? ["LABELS"] : [])
    }

    /// The numbers of the server's columns that are shown.
    private var shown: [Int] { columns.indices.filter { layout.isWide || !columns[$0].isWide } }

    private func cells(_ row: ObjectTable.Row) -> [String] {
        var cells = layout.showsNamespace ? [row.metadata["namespace"]?.string ?? ""] : []
        for (position, number) in shown.enumerated() {
            let text = number < row.cells.count ? Self.text(row.cells[number]) : ""
            cells.append(position == 0 && layout.showsKind ? "\(kind)/\(text)" : text)
        }
        let labels = row.metadata["labels"]?.object ?? [:]
        cells += layout.labelColumns.map { labels[$0]?.string ?? "" }
        if layout.showsLabels {
            let pairs = labels.map { "\($0.key)=\($0.value.string ?? "")" }.sorted()
            cells.append(pairs.isEmpty ? "<none>" : pairs.joined(separator: ","))
        }
        return cells.map(printable)
    }

    /// A cell's value in one line; what a line break cuts off is told by three dots.
    private static func text(_ value: Value) -> String {
        switch value {
        case .null: return ""
        case .string(let text):
            let line = text.unicodeScalars.prefix { !["\n", "\r", "\u{0C}"].contains($0) }
            return line.count == text.unicodeScalars.count ? text : String(String.UnicodeScalarView(line)) + "..."
        default: return JSONWriter.text(value)
        }
    }
}
