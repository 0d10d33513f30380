internal import Diagnostics

extension SARIFRenderer {
    /// The renderer for what openmcf reports.
    init(_ root: SourceRoot, files: [String]) {
        let tool = Tool(name: "openmcf", version: Version.number, page: "https://openmcf.org")
        self.init(tool: tool, rules: CodeCatalogue.all, root: root, files: files)
    }
}
