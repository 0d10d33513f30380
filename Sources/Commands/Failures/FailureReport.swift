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
        if let help = failure.help { text += self.help(help, indentation: "  ", style) }
        context.report(text)
    }

    /// What to do, line by line behind `help:`.
    static func help(_ text: String, indentation: String, _ style: TerminalStyle) -> String {
        let lines = printable(text).split(separator: "\n", omittingEmptySubsequences: false)
        return indentation + style(.boldCyan, "help") + ": " + lines.joined(separator: "\n      " + indentation) + "\n"
    }
}
