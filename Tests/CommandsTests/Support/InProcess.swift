import FoundationEssentials
import TestSupport
import Testing

@testable import Commands

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The command line run in this process, for what needs no process of its own; paths have to be absolute.
enum InProcess {
    static func context(
        _ arguments: [String], environment: [String: String] = [:], output: Int32, errors: Int32
    ) -> CommandContext {
        var context = CommandContext(
            invocation: Invocation(arguments: arguments), environment: environment, isOutputTerminal: false,
            isErrorTerminal: false, isInputTerminal: false, outputDescriptor: output, errorDescriptor: errors)
        // Signals are for the process of the tests, and however busy the machine is, no run ends it.
        context.interruption = Interruption(signals: [], patience: .seconds(300))
        return context
    }

    /// - Parameter outputPath: where results go instead, such as `/dev/full`.
    static func run(
        _ arguments: [String], environment: [String: String] = [:], outputPath: String? = nil
    ) async throws -> Run {
        try await run(arguments, environment: environment, outputPath: outputPath) { await OpenMCF.run(in: $0) }
    }

    /// - Parameter isTerminal: whether somebody seems to sit before it, who types the input.
    static func run(_ arguments: [String], input: String, isTerminal: Bool = false) async throws -> Run {
        let typed = try Stream(nil)
        typed.write(input)
        let descriptor = typed.descriptor
        let run = try await run(arguments) { context in
            var context = context
            context.inputDescriptor = descriptor
            if isTerminal { (context.isInputTerminal, context.isErrorTerminal) = (true, true) }
            return await OpenMCF.run(in: context)
        }
        _ = consume typed
        return run
    }

    static func run(
        _ arguments: [String], environment: [String: String] = [:], outputPath: String? = nil,
        _ body: (CommandContext) async -> Commands.ExitStatus
    ) async throws -> Run {
        let output = try Stream(outputPath)
        let errors = try Stream(nil)
        let status = await body(
            context(arguments, environment: environment, output: output.descriptor, errors: errors.descriptor))
        return Run(
            command: (["openmcf"] + arguments).joined(separator: " "), status: status.code, output: output.text,
            errors: errors.text)
    }

    /// A file that has no name any more, or a device.
    struct Stream: ~Copyable {
        struct CannotOpen: Error { let number = errno }

        let descriptor: Int32

        init(_ path: String?) throws {
            if let path {
                descriptor = open(path, O_WRONLY | O_CLOEXEC)
            } else {
                let name = FileManager.default.temporaryDirectory.path + "/openmcf-stream-\(UUID().uuidString)"
                descriptor = open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
                unlink(name)
            }
            guard descriptor >= 0 else { throw CannotOpen() }
        }

        deinit { close(descriptor) }

        /// Has a text ready to be read.
        func write(_ text: String) {
            var text = text
            text.withUTF8 { _ = Glibc.write(descriptor, $0.baseAddress, $0.count) }
            lseek(descriptor, 0, SEEK_SET)
        }

        var text: String {
            guard lseek(descriptor, 0, SEEK_SET) == 0 else { return "" }
            var bytes: [UInt8] = []
            var chunk = [UInt8](repeating: 0, count: 64 << 10)
            while case let count = read(descriptor, &chunk, chunk.count), count > 0 { bytes += chunk[..<count] }
            return String(decoding: bytes, as: UTF8.self)
        }
    }
}

extension Workspace {
    /// Runs openmcf in this process as if the folder were its current directory.
    ///
    /// Arguments that name a file of the folder, or one that is not there with a manifest's or a state's ending, become
    /// absolute; what is written has the names as they were given. Not for standard input, terminals, signals and limits
    /// of the process.
    func inProcess(_ arguments: String..., environment: [String: String] = [:]) async throws -> Run {
        try await inProcess(arguments, environment: environment)
    }

    func inProcess(_ arguments: [String], environment extra: [String: String] = [:]) async throws -> Run {
        let environment = ["PATH": Tools.path, "HOME": home, "OPENMCF_STATE": path(".openmcf/state.json")]
        let output = try InProcess.Stream(nil)
        let errors = try InProcess.Stream(nil)
        var context = InProcess.context(
            arguments.map(absolute), environment: environment.merging(extra) { $1 }, output: output.descriptor,
            errors: errors.descriptor)
        context.workingDirectory = folder
        context.sandboxDirectory = path(".openmcf/sandbox")
        let status = await OpenMCF.run(in: context)
        return Run(
            command: (["openmcf"] + arguments).joined(separator: " "), status: status.code,
            output: relative(output.text), errors: relative(errors.text))
    }

    /// Runs openmcf in this process and expects it to succeed.
    @discardableResult
    func succeedInProcess(
        _ arguments: String..., sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> Run {
        let run = try await inProcess(arguments)
        try #require(run.status == 0, "\(run.testDescription)", sourceLocation: sourceLocation)
        return run
    }

    private func path(_ name: String) -> String { folder + "/" + name }

    private func absolute(_ argument: String) -> String {
        guard !argument.isEmpty, !argument.hasPrefix("-"), !argument.hasPrefix("/"), !argument.contains(":") else {
            return argument
        }
        let isFile = [".yaml", ".json"].contains { argument.hasSuffix($0) }
        return isFile || FileManager.default.fileExists(atPath: path(argument)) ? path(argument) : argument
    }

    private func relative(_ text: String) -> String { text.replacing(folder + "/", with: "") }
}
