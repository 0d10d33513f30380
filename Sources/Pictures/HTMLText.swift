/// Pages that need nothing from elsewhere, in light and dark as the reader has it.
package enum HTMLText {
    /// The text as HTML shows it.
    package static func escaped(_ text: String) -> String { XMLText.escaped(text) }

    /// A whole page.
    ///
    /// - Parameters:
    ///   - style: its rules beside those of every page.
    ///   - body: what stands in it, as HTML.
    package static func page(title: String, style: String, body: String) -> String {
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>\(escaped(title))</title>
        <style>
        \(colours)
        \(style)
        body{margin:1.5rem auto;max-width:1200px;padding:0 1rem;font:15px/1.5 system-ui,sans-serif;color:var(--fore);background:var(--back)}
        summary{cursor:pointer;font-weight:600}
        </style>
        </head>
        <body>
        \(body)</body>
        </html>

        """
    }

    /// The colours, by name.
    static let colours = """
        :root{--fore:#1b1f24;--back:#fff;--line:#8b949e;--box:#f6f8fa;--bad:#b3261e;--good:#1a7f37;--faint:#656d76}
        @media (prefers-color-scheme:dark){:root{--fore:#e6edf3;--back:#0d1117;--line:#6e7681;--box:#161b22;--bad:#ff7b72;--good:#3fb950;--faint:#8b949e}}
        """
}
