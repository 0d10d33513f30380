/// The warnings of an answer as header values: each once, and no more of them than an API server sends (apiserver's
/// `filters` package, `recorder.AddWarning`).
struct WarningHeaders {
    /// How many characters all warnings have together before long ones are cut off.
    private static let total = 4096
    /// How many of a long warning are left then.
    private static let longest = 256

    /// The warnings that are sent, in their order.
    private var sent: [String] = []
    private var all: [String] = []
    private var known: Set<String> = []
    private var size = 0
    private var isCutting = false

    init(_ warnings: [String]) {
        for warning in warnings { add(warning) }
    }

    /// The values of the headers, in their order.
    var values: [String] {
        sent.map { text in
            var escaped = ""
            for scalar in text.unicodeScalars {
                if scalar == "\"" || scalar == "\\" { escaped.unicodeScalars.append("\\") }
                escaped.unicodeScalars.append(scalar == "\n" ? " " : scalar)
            }
            return "299 - \"\(escaped)\""
        }
    }

    private mutating func add(_ text: String) {
        guard !text.isEmpty, !(isCutting && size >= Self.total), known.insert(text).inserted else { return }
        all.append(text)
        if isCutting || size + text.unicodeScalars.count <= Self.total { return send(text) }
        isCutting = true
        (sent, size) = ([], 0)
        for text in all { send(text) }
    }

    private mutating func send(_ text: String) {
        let shown = isCutting ? String(String.UnicodeScalarView(text.unicodeScalars.prefix(Self.longest))) : text
        sent.append(shown)
        size += shown.unicodeScalars.count
    }
}
