/// Diagnostics as a JUnit report: each input is a test case, which fails when it has errors.
///
/// All errors of an input stand in one `failure`, since readers of such reports take one a case.
package struct JUnitRenderer: Sendable {
    private let command: String
    private let root: SourceRoot
    private let renderer = TextRenderer()

    /// - Parameter command: the name of the report and of its one suite.
    package init(command: String, root: SourceRoot) {
        self.command = command
        self.root = root
    }

    /// The report on a run that came to its end.
    ///
    /// - Parameter files: the inputs that were read; an input that only a diagnostic names is a case as well.
    package func render(_ diagnostics: [Diagnostic], files: [String]) -> String {
        let byFile = Dictionary(grouping: diagnostics) { $0.range?.file.name ?? $0.file }
        var seen: Set<String> = []
        let names = (files + diagnostics.compactMap { $0.range?.file.name ?? $0.file }).filter {
            seen.insert($0).inserted
        }
        var cases = names.map { testCase($0, byFile[$0] ?? []) }
        var output = ""
        if let general = byFile[nil] {
            if general.containsErrors {
                cases.append(testCase("input", file: nil, general))
            } else {
                output = element("system-out", renderer.render(general), indent: 4)
            }
        }
        let failures = cases.count { $0.failed }
        return document(cases.map(\.text).joined() + output, tests: cases.count, failures: failures, errors: 0)
    }

    /// The report on a run that ended before its result: one case, in error.
    package func render(_ failure: FailedRun) -> String {
        var text = failure.message + "\n" + (failure.help.map { "help: " + $0 + "\n" } ?? "")
        if !failure.diagnostics.isEmpty { text += "\n" + renderer.render(failure.diagnostics) }
        let error = element(
            "error", printable(text), indent: 6, [("type", failure.code), ("message", failure.message)])
        return document(
            "    <testcase\(attributes([("classname", className), ("name", command)]))>\n\(error)    </testcase>\n",
            tests: 1, failures: 0, errors: 1)
    }

    private func testCase(_ name: String, _ diagnostics: [Diagnostic]) -> (text: String, failed: Bool) {
        let source = root.source(named: name)
        return testCase(source.path ?? name, file: source.path, diagnostics)
    }

    private func testCase(
        _ name: String, file: String?, _ diagnostics: [Diagnostic]
    ) -> (text: String, failed: Bool) {
        let errors = diagnostics.filter { $0.severity == .error }
        let others = diagnostics.filter { $0.severity != .error }
        var content = ""
        if let first = errors.first {
            let isAlone = errors.count == 1
            content += element(
                "failure", renderer.render(errors), indent: 6,
                [
                    ("type", isAlone ? first.code.name : "invalid-manifest"),
                    ("message", isAlone ? first.message : "\(errors.count) errors"),
                ])
        }
        if !others.isEmpty { content += element("system-out", renderer.render(others), indent: 6) }
        let start =
            "    <testcase"
            + attributes([("classname", className), ("name", name)] + (file.map { [("file", $0)] } ?? []))
        return (content.isEmpty ? start + "/>\n" : start + ">\n" + content + "    </testcase>\n", !errors.isEmpty)
    }

    /// Readers take what stands before the last dot for a package.
    private var className: String { String(command.map { $0 == " " ? "." : $0 }) }

    private func document(_ content: String, tests: Int, failures: Int, errors: Int) -> String {
        let counts = [("tests", "\(tests)"), ("failures", "\(failures)"), ("errors", "\(errors)"), ("skipped", "0")]
        let named = attributes([("name", command)] + counts)
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <testsuites\(named)>
              <testsuite\(named)>
            \(content)  </testsuite>
            </testsuites>

            """
    }

    private func element(
        _ name: String, _ text: String, indent: Int, _ list: [(String, String)] = []
    ) -> String {
        let margin = String(repeating: " ", count: indent)
        return "\(margin)<\(name)\(attributes(list))>\(Self.escape(text, inAttribute: false))</\(name)>\n"
    }

    private func attributes(_ list: [(name: String, value: String)]) -> String {
        list.map { " \($0.name)=\"\(Self.escape(printable($0.value), inAttribute: true))\"" }.joined()
    }

    private static func escape(_ text: String, inAttribute: Bool) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"" where inAttribute: escaped += "&quot;"
            // A parser turns line breaks in an attribute into spaces.
            case "\n" where inAttribute: escaped += "&#10;"
            case _ where !scalar.isXML: escaped += "\u{FFFD}"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}

extension Unicode.Scalar {
    /// Whether XML 1.0 has the character at all, escaped or not.
    fileprivate var isXML: Bool {
        switch value {
        case 0x9, 0xA, 0xD, 0x20...0xFFFD, 0x10000...: true
        default: false
        }
    }
}
