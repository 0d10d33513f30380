internal import Diagnostics
internal import Manifests
internal import YAML

/// The text in the clipboard, through the program that the desktop has for it.
enum ClipboardSource {
    private struct Program {
        let name: String
        let arguments: [String]
    }

    private static let wayland = [Program(name: "wl-paste", arguments: ["--no-newline", "--type", "text"])]
    private static let x11 = [
        Program(name: "xclip", arguments: ["-selection", "clipboard", "-out"]),
        Program(name: "xsel", arguments: ["--clipboard", "--output"]),
    ]

    static func read(_ context: CommandContext) async -> Result<ManifestInput, DiagnosticError> {
        do throws(DiagnosticError) {
            let program = try program(context)
            context.detail("running \(([program.name] + program.arguments).joined(separator: " "))")
            let output: ChildProcess.Output
            do {
                output = try await ChildProcess.run(
                    program.name, program.arguments, time: .seconds(10), size: FileInput.maximumSize)
            } catch {
                throw problem("'\(program.name)' \(error.message)")
            }
            if let failure = output.failure {
                throw problem(
                    "'\(program.name)' \(failure)", help: ProgramText.excerpt(output.errors) ?? "is it empty?")
            }
            guard output.bytes.contains(where: { $0 > 0x20 }) else { throw problem("the clipboard is empty") }
            return .success(.pasted(YAMLReader.sourceFile(name: "<clipboard>", bytes: output.bytes)))
        } catch {
            return .failure(error)
        }
    }

    private static func program(_ context: CommandContext) throws(DiagnosticError) -> Program {
        #if canImport(Darwin)
        return Program(name: "pbpaste", arguments: [])
        #else
        func isSet(_ name: String) -> Bool { !(context.environment[name] ?? "").isEmpty }
        let fitting = (isSet("WAYLAND_DISPLAY") ? wayland : []) + (isSet("DISPLAY") ? x11 : [])
        guard !fitting.isEmpty else {
            throw problem(
                "there is no clipboard here: neither WAYLAND_DISPLAY nor DISPLAY is set",
                help: "use -f - and paste the text")
        }
        guard let program = fitting.first(where: { ChildProcess.isInstalled($0.name, context) }) else {
            let names = fitting.map { "'\($0.name)'" }.joined(separator: " or ")
            throw problem(
                "reading it takes the program \(names), which is not installed", help: "or use -f - and paste the text")
        }
        return program
        #endif
    }

    private static func problem(_ message: String, help: String? = nil) -> DiagnosticError {
        DiagnosticError(Diagnostic(.unreadableClipboard, message, at: .file("<clipboard>"), help: help))
    }
}
