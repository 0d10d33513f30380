internal import Diagnostics
internal import Planning
internal import Values

/// A plan with what is said of its manifests: made by this run, or read from the file that saved it.
struct PlanReport {
    let plan: Plan
    /// What is said of the manifests, as JSON has it.
    let diagnostics: [Value]

    init(_ plan: Plan, _ diagnostics: [Diagnostic]) {
        self.plan = plan
        self.diagnostics = diagnostics.map(JSONRenderer.value)
    }

    /// - Parameter saved: what `json` was.
    init(_ plan: Plan, saved: Value) {
        self.plan = plan
        diagnostics = saved["diagnostics"]?.array ?? []
    }

    var json: [UInt8] {
        var object = PlanCodec.value(of: plan).object ?? [:]
        object["diagnostics"] = .array(diagnostics)
        return JSONWriter.bytes(.object(object), .indented) + [0x0A]
    }

    /// The errors and warnings as sentences with their places, for formats that are read without the manifests.
    var remarks: [String] {
        diagnostics.compactMap { diagnostic in
            guard diagnostic["severity"] != "note", let message = diagnostic["message"]?.string else { return nil }
            var place = ""
            if let file = diagnostic["file"]?.string, let line = diagnostic["range"]?["start"]?["line"]?.int {
                place = "\(file):\(line): "
            }
            return place + message + (diagnostic["code"]?.string.map { " [\($0)]" } ?? "")
        }
    }
}
