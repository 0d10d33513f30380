internal import Files
internal import Subprocess
internal import Synchronization

#if canImport(System)
internal import System
#else
internal import SystemPackage
#endif

/// Runs a credential plugin for what it prints; what it says on standard error goes to the user as it is.
enum PluginProcess {
    enum Failure: Error {
        case notInstalled
        /// It stands in a folder that `PATH` names relative to the current one, which Go refuses to run too.
        case inRelativeFolder
        /// The rest of a sentence that begins with the plugin.
        case failed(String)
        case cancelled
    }

    private enum Event: Sendable {
        case ended([UInt8], TerminationStatus)
        case broken(String)
        case timedOut
        case waited
    }

    /// The bytes that the plugin prints when it succeeds.
    ///
    /// It is ended with everything that it started when its time is over and when the task is cancelled.
    static func output(
        of plugin: CredentialPlugin, isInteractive: Bool, _ options: PluginOptions
    ) async throws(Failure) -> [UInt8] {
        let path = try ExecutablePath.find(plugin.command, in: plugin.searchPath)
        guard let file = plugin.file else { return try await output(of: plugin, path, isInteractive, options) }
        return try await file.withPath(in: plugin.temporaryFolder) { (name) throws(Failure) in
            var plugin = plugin
            plugin.variables.append((file.variable, Secret(name)))
            return try await output(of: plugin, path, isInteractive, options)
        }
    }

    private static func output(
        of plugin: CredentialPlugin, _ path: String, _ isInteractive: Bool, _ options: PluginOptions
    ) async throws(Failure) -> [UInt8] {
        let process = StartedProcess()
        let event = await withTaskGroup(of: Event.self) { group in
            group.addTask { await run(plugin, path, isInteractive, options, process) }
            if let limit = options.limit, !isInteractive {
                group.addTask { (try? await Task.sleep(for: limit)) == nil ? .waited : .timedOut }
            }
            group.addTask {
                if (try? await Task.sleep(for: .seconds(5))) != nil { options.onWaiting(plugin.command) }
                return .waited
            }
            var event = await group.next() ?? .waited
            while case .waited = event, let next = await group.next() { event = next }
            group.cancelAll()
            return event
        }
        guard !Task.isCancelled else {
            process.kill()
            throw .cancelled
        }
        do { return try success(event, options) } catch {
            // What it left behind after a failure holds nothing that anybody waits for.
            process.kill()
            throw error
        }
    }

    private static func success(_ event: Event, _ options: PluginOptions) throws(Failure) -> [UInt8] {
        switch event {
        case .ended(let bytes, .exited(0)): return bytes
        case .ended(_, .exited(let code)): throw .failed("failed with exit code \(code)")
        case .ended(_, .signaled(let signal)): throw .failed("was ended by signal \(signal)")
        case .broken(let reason): throw .failed(reason)
        case .timedOut: throw .failed("did not end within \((options.limit ?? .zero).text)")
        case .waited: throw .cancelled
        }
    }

    private static func run(
        _ plugin: CredentialPlugin, _ path: String, _ isInteractive: Bool, _ options: PluginOptions,
        _ process: StartedProcess
    ) async -> Event {
        let configuration = configuration(plugin, path, isInteractive)
        let output = BytesOutput.bytes(limit: options.maximumSize)
        do {
            if isInteractive {
                let result = try await Subprocess.run(
                    configuration, input: .currentStandardInput, output: output, error: .currentStandardError)
                return .ended(result.standardOutput, result.terminationStatus)
            }
            let result = try await Subprocess.run(
                configuration, input: .none, output: output, error: .currentStandardError
            ) { process.note($0.processIdentifier.value) }
            return .ended(result.standardOutput, result.terminationStatus)
        } catch let error as SubprocessError {
            return .broken(words(for: error, options))
        } catch {
            return .waited
        }
    }

    private static func configuration(
        _ plugin: CredentialPlugin, _ path: String, _ isInteractive: Bool
    ) -> Configuration {
        var platform = PlatformOptions()
        if isInteractive {
            // It stays in the terminal's group of processes, where Ctrl-C reaches it too.
            platform.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: .milliseconds(500))]
        } else {
            platform.processGroupID = 0
            platform.teardownSequence = [
                .gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: .milliseconds(500))
            ]
        }
        var variables: [Environment.Key: String?] = [:]
        for (name, value) in plugin.variables {
            // A name with an '=' in it ends there for whoever reads the environment.
            let text = name + "=" + value.reveal()
            let end = text.firstIndex(of: "=") ?? text.endIndex
            if let key = Environment.Key(rawValue: String(text[..<end])) {
                variables[key] = String(text[end...].dropFirst())
            }
        }
        variables["KUBERNETES_EXEC_INFO"] = plugin.execInfo(isInteractive: isInteractive)
        return Configuration(
            executable: .path(FilePath(path)),
            arguments: Arguments(
                executablePathOverride: plugin.command, remainingValues: plugin.arguments.map { $0.reveal() }),
            environment: .inherit.updating(variables), platformOptions: platform)
    }

    private static func words(for error: SubprocessError, _ options: PluginOptions) -> String {
        switch error.code {
        case .outputLimitExceeded: "wrote more than \(options.maximumSize >> 20) MiB"
        case .executableNotFound:
            "cannot be run: there is no such file, or its first line names a program that is not there"
        default:
            switch error.underlyingError {
            case .noSuchFileOrDirectory?:
                "cannot be run: there is no such file, or its first line names a program that is not there"
            case .execFormatError?: "cannot be run: it is no program"
            default: "cannot be run"
            }
        }
    }
}

/// The process that runs, once it does.
private final class StartedProcess: Sendable {
    private let identifier = Atomic<Int32>(0)

    func note(_ number: Int32) { identifier.store(number, ordering: .relaxed) }

    /// Ends it, and what it started, for good.
    func kill() {
        let number = identifier.load(ordering: .relaxed)
        if number > 0 { ProcessGroup.kill(leader: number) }
    }
}

/// Where a program is, by the rules of Go's `exec.LookPath`.
private enum ExecutablePath {
    static func find(_ command: String, in searchPath: String) throws(PluginProcess.Failure) -> String {
        if command.contains("/") {
            guard !Path.leadsSomewhere(command) || Path.isExecutable(command) else {
                throw .failed("cannot be run: it is not executable")
            }
            return command
        }
        for folder in searchPath.split(separator: ":", omittingEmptySubsequences: false) {
            let path = folder.isEmpty ? "./" + command : folder + "/" + command
            guard Path.isExecutable(path) else { continue }
            guard path.hasPrefix("/") else { throw .inRelativeFolder }
            return path
        }
        throw .notInstalled
    }
}
