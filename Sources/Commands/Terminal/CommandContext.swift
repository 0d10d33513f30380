internal import Diagnostics
internal import Files
internal import Synchronization

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// The world outside as commands see it: streams, environment, terminal.
///
/// The only place that prints or prompts.
struct CommandContext: Sendable {
    /// The sandbox of a current directory.
    static let usualSandboxDirectory = ".openmcf/sandbox"

    /// The user's own command line.
    var invocation: Invocation
    let environment: [String: String]
    let isOutputTerminal: Bool
    var isErrorTerminal: Bool
    var isInputTerminal: Bool
    /// The absolute path of the current directory, which reports name files from; empty when it has none any more.
    var workingDirectory = Folder.current
    /// Where `--sandbox` keeps its data.
    var sandboxDirectory = usualSandboxDirectory
    /// Where answers and manifests of `-` are read from.
    var inputDescriptor = STDIN_FILENO
    /// Where results and where talk are written to.
    var outputDescriptor = STDOUT_FILENO
    var errorDescriptor = STDERR_FILENO
    var quiet = false
    var verbose = false
    var colour = ColourChoice.auto
    /// What the manifest sources held, once they were read.
    let sources = CollectedSources()
    let serverWarnings = ServerWarnings()
    private let progress = ProgressLine()
    /// What may end this run before its work is done.
    var interruption = Interruption()
    private let outputError = OutputError()

    static func system(arguments: [String] = []) -> CommandContext {
        CommandContext(
            invocation: Invocation(arguments: arguments), environment: systemEnvironment(),
            isOutputTerminal: isatty(STDOUT_FILENO) == 1, isErrorTerminal: isatty(STDERR_FILENO) == 1,
            isInputTerminal: isatty(STDIN_FILENO) == 1)
    }

    var outputStyle: TerminalStyle { style(isOutputTerminal) }
    var errorStyle: TerminalStyle { style(isErrorTerminal) }

    private func style(_ isTerminal: Bool) -> TerminalStyle {
        switch colour {
        case .always: TerminalStyle(colours: true)
        case .never: TerminalStyle(colours: false)
        // https://no-color.org: any value that is not empty.
        case .auto:
            TerminalStyle(
                colours: isTerminal && (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb")
        }
    }

    /// Writes a result to standard output.
    func print(_ text: String) { print(bytes: Array(text.utf8)) }

    func print(bytes: [UInt8]) { outputError.note(write(bytes, to: outputDescriptor)) }

    /// Whether anything was written to standard output.
    var hasPrinted: Bool { outputError.hasPrinted }

    /// Why a result did not reach standard output, in the system's words; nil when it did.
    var outputFailure: String? { outputError.text }

    /// Writes talk, progress and problems to standard error.
    func report(_ text: String) { _ = write(Array(progress.above(text).utf8), to: errorDescriptor) }

    /// Warns of something that the result does not tell; `--quiet` does not silence it.
    func warn(_ text: String) { report(errorStyle(.boldYellow, "warning") + ": " + printable(text) + "\n") }

    /// Says something that `--quiet` silences.
    func inform(_ text: String) { if !quiet { report(text + "\n") } }

    /// Says a text of whole lines that `--quiet` silences.
    func inform(lines: String) { if !quiet, !lines.isEmpty { report(lines) } }

    /// Says something that only `--verbose` asks for.
    func detail(_ text: String) { if verbose { report(errorStyle(.dim, printable(text)) + "\n") } }

    /// Whether what is drawn at the end of the terminal can be drawn anew, and somebody looks at it.
    var showsProgress: Bool { isErrorTerminal && !quiet && environment["TERM"] != "dumb" }

    /// Begins to count on the last line of a terminal; elsewhere, and for `--quiet`, nothing is counted.
    func beginProgress(_ total: Int, of noun: String) {
        if showsProgress { show(progress.begin(total, of: noun)) }
    }

    /// Shows a table at the end of the terminal, until `endProgress`; lines that do not fit are cut off.
    func showProgress(table lines: [String]) { show(progress.show(errorScreen.fitting(lines))) }

    func stepProgress() { show(progress.step()) }

    func endProgress() { show(progress.end()) }

    private func show(_ progress: String?) {
        if let progress { _ = write(Array(progress.utf8), to: errorDescriptor) }
    }

    /// Asks a yes-or-no question on the terminal; only `yes` and `y` agree.
    ///
    /// Throws when the run is to end before there is an answer.
    func confirm(_ question: String) async throws -> Bool {
        report(question + " [y/N] ")
        while !isInputReady { try await Task.sleep(for: .milliseconds(20)) }
        guard let answer = FileReader.readStandardInputLine(inputDescriptor) else { return false }
        return ["y", "yes"].contains(answer.lowercased())
    }

    /// Whether reading standard input would not block: a terminal has a whole line then.
    private var isInputReady: Bool {
        var input = pollfd(fd: inputDescriptor, events: Int16(POLLIN), revents: 0)
        return poll(&input, 1, 0) != 0
    }

    /// Asks for a text on the terminal; an empty answer is the default, nil that nobody answers any more.
    func ask(_ question: String, default answer: String) -> String? {
        report(question + errorStyle(.dim, " [\(answer)]") + ": ")
        guard let line = FileReader.readStandardInputLine(inputDescriptor) else { return nil }
        let text = line.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed()
        return text.isEmpty ? answer : String(text)
    }

    /// Writes everything; otherwise returns the system's error number.
    private func write(_ bytes: [UInt8], to descriptor: Int32) -> Int32 {
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { systemWrite(descriptor, $0.baseAddress, $0.count) }
            if written > 0 {
                rest = rest.dropFirst(written)
            } else if written < 0, errno == EAGAIN || errno == EINTR {
                var poll = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = systemPoll(&poll)
            } else {
                // A reader that went away, as in `openmcf … | head`, is no error of ours.
                return errno == EPIPE ? 0 : errno
            }
        }
        return 0
    }

    private static func systemEnvironment() -> [String: String] {
        var result: [String: String] = [:]
        var entry = environ
        while let text = entry.pointee {
            let parts = String(cString: text).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2 { result[String(parts[0])] = String(parts[1]) }
            entry += 1
        }
        return result
    }
}

/// The first error that standard output answered with.
private final class OutputError: Sendable {
    private let number = Atomic<Int32>(0)
    private let wasUsed = Atomic<Bool>(false)

    var hasPrinted: Bool { wasUsed.load(ordering: .relaxed) }

    func note(_ error: Int32) {
        wasUsed.store(true, ordering: .relaxed)
        if error != 0 { _ = number.compareExchange(expected: 0, desired: error, ordering: .relaxed) }
    }

    var text: String? {
        let number = number.load(ordering: .relaxed)
        return number == 0 ? nil : strerror(number).map { String(cString: $0) } ?? "error \(number)"
    }
}

private func systemWrite(_ descriptor: Int32, _ buffer: UnsafeRawPointer?, _ count: Int) -> Int {
    write(descriptor, buffer, count)
}

private func systemPoll(_ descriptor: inout pollfd) -> Int32 { poll(&descriptor, 1, -1) }
