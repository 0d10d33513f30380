internal import Diagnostics

/// How a failure is told.
enum FailureReport {
    /// Prints the document to standard output, and the failure as text to standard error.
    static func print(_ failure: Failure, document: String?, _ context: CommandContext) {
        if let document { context.print(document) }
        let style = context.errorStyle
        var text = ""
        if !failure.diagnostics.isEmpty, document == nil {
            text += context.text(failure.diagnostics, style: style) + "\n"
        }
        text += style(.boldRed, "error") + ": " + style(.bold, printable(failure.message)) + "\n"
        if let help = failure.help {
            let lines = printable(help).split(separator: "\n", omittingEmptySubsequences: false)
            text += "  " + style(.boldCyan, "help") + ": " + lines.joined(separator: "\n        ") + "\n"
        }
        context.report(text)
    }
}
