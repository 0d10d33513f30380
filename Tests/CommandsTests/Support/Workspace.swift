import Documents
import FoundationEssentials
import TestSupport
import Testing
import Values

/// A folder of its own for one test, in which programs run as a user would run them; removed at the end.
final class Workspace: Sendable {
    private let temporary: TemporaryFolder
    private var root: String { temporary.path }

    /// The current directory of what is run.
    var folder: String { root + "/project" }
    var home: String { root + "/home" }

    init() throws {
        temporary = try TemporaryFolder()
        for name in ["project", "home", "streams"] {
            try FileManager.default.createDirectory(
                atPath: temporary.file(name), withIntermediateDirectories: true)
        }
    }

    // MARK: Files

    func write(_ name: String, _ text: String) throws {
        let path = folder + "/" + name
        if let slash = path.lastIndex(of: "/") {
            try FileManager.default.createDirectory(
                atPath: String(path[..<slash]), withIntermediateDirectories: true)
        }
        try Data(text.utf8).write(to: URL(filePath: path))
    }

    /// The text of a file; nil when there is none.
    func read(_ name: String) -> String? {
        (try? Data(contentsOf: URL(filePath: folder + "/" + name))).map { String(decoding: $0, as: UTF8.self) }
    }

    func edit(_ name: String, replacing old: String, with new: String) throws {
        let text = try #require(read(name))
        try #require(text.contains(old))
        try write(name, text.replacing(old, with: new))
    }

    /// The files below the folder, sorted.
    var files: [String] {
        ((try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? []).filter { name in
            var isFolder = false
            return FileManager.default.fileExists(atPath: folder + "/" + name, isDirectory: &isFolder) && !isFolder
        }.sorted()
    }

    /// What the files below the folder hold.
    var contents: [String: String] {
        Dictionary(uniqueKeysWithValues: files.map { ($0, read($0) ?? "") })
    }

    /// Puts an example of the repository into the folder.
    func addExample(_ name: String) throws {
        try write(name, try #require(Repository.read("examples/" + name)))
    }

    /// A path on which only the programs of the folder's `bin` are, and the one that tests start others with.
    func ownPath() throws -> [String: String] {
        try write("start/README", "")
        let link = folder + "/start/nice"
        if let nice = Tools.nice, !FileManager.default.fileExists(atPath: link) {
            try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: nice)
        }
        return ["PATH": "\(folder)/bin:\(folder)/start"]
    }

    /// Puts a program into the folder's `bin`.
    ///
    /// Another process writes the program: a process that another test starts meanwhile would inherit the open file, and
    /// what is open for writing cannot be executed.
    func addProgram(_ name: String, _ script: String) throws {
        try write("bin/" + name, script)
        let path = folder + "/bin/" + name
        let copy = "cp '\(path)' '\(path).new' && chmod 755 '\(path).new' && mv '\(path).new' '\(path)'"
        try #require(try start("/bin/sh", ["-c", copy]).waitBlocking() == 0)
    }

    /// Waits until a file is there, or the program that should write it has ended.
    func waitFor(_ name: String, _ program: Program) async throws {
        let deadline = ContinuousClock.now + .seconds(30)
        while !FileManager.default.fileExists(atPath: folder + "/" + name), !program.hasEnded {
            try #require(ContinuousClock.now < deadline, "\(name) did not come")
            try await Task.sleep(for: .milliseconds(1))
        }
    }

    // MARK: Programs

    private func environment(_ extra: [String: String]) -> [String: String] {
        var environment = ["PATH": Tools.path, "HOME": home, "LC_ALL": "C.UTF-8"]
        // Where CI puts the packages that some tests use.
        environment["PYTHONPATH"] = ProcessInfo.processInfo.environment["PYTHONPATH"]
        return environment.merging(extra) { $1 }
    }

    /// Starts a program without waiting for it.
    func start(
        _ path: String, _ arguments: [String], environment extra: [String: String] = [:], input: String? = nil
    ) throws -> Program {
        try Program(
            path, arguments, environment: environment(extra), folder: folder, streams: root + "/streams", input: input)
    }

    /// Runs a program to its end.
    func run(
        _ path: String, _ arguments: [String], environment: [String: String] = [:], input: String? = nil,
        seconds: Double = 60
    ) async throws -> Run {
        await Gate.programs.enter()
        do {
            let program = try start(path, arguments, environment: environment, input: input)
            let run = try await program.wait(seconds: seconds)
            await Gate.programs.leave()
            return run
        } catch {
            await Gate.programs.leave()
            throw error
        }
    }

    func openmcf(
        _ arguments: String..., environment: [String: String] = [:], input: String? = nil
    ) async throws -> Run {
        try await run(Tools.openmcf, arguments, environment: environment, input: input)
    }

    /// Runs openmcf and expects it to succeed.
    @discardableResult
    func succeed(
        _ arguments: String..., sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> Run {
        let run = try await run(Tools.openmcf, arguments)
        try #require(run.status == 0, "\(run.testDescription)", sourceLocation: sourceLocation)
        return run
    }

    /// The value at a path of a JSON file.
    func json(_ name: String) throws -> Value { try JSONReader.value(Array(try #require(read(name)).utf8)) }
}

/// The checkout that the tests belong to.
enum Repository {
    static let root = #filePath.components(separatedBy: "/Tests/CommandsTests/")[0]

    static func read(_ path: String) -> String? {
        (try? Data(contentsOf: URL(filePath: root + "/" + path))).map { String(decoding: $0, as: UTF8.self) }
    }
}

/// The programs that the tests run.
enum Tools {
    static let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"

    /// The binary that was built together with these tests, in the same folder.
    static let openmcf: String = {
        let places = [(try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""]
        for place in places + CommandLine.arguments {
            let parts = place.split(separator: "/", omittingEmptySubsequences: false)
            guard let bundle = parts.firstIndex(where: { $0.hasSuffix(".xctest") }) else { continue }
            return parts[..<bundle].joined(separator: "/") + "/openmcf"
        }
        return "openmcf"
    }()

    static let kubectl = find("kubectl")
    static let python = find("python3")
    static let curl = find("curl")
    static let script = find("script")
    static let nice = find("nice")

    private static func find(_ name: String) -> String? {
        path.split(separator: ":").map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }
}

extension Run: CustomTestStringConvertible {
    var json: Value {
        get throws { try JSONReader.value(Array(output.utf8)) }
    }
}
