import ArgumentParser
import FoundationEssentials
import Testing

@testable import Commands

/// Every command that a text of the program or of the documentation tells to run is one that it has.
struct SuggestedCommandTests {
    /// The words of a shell's command line up to where another command or a file follows.
    private static func words(_ line: some StringProtocol) -> [String]? {
        var words: [String] = []
        var word: String?
        var quote: Character?
        for character in line {
            switch (quote, character) {
            case (let open?, _) where open == character: quote = nil
            case (.some, _): word = (word ?? "") + String(character)
            case (nil, "'"), (nil, "\""):
                quote = character
                word = word ?? ""
            case (nil, "|"), (nil, ">"), (nil, ";"), (nil, "&"), (nil, "#"), (nil, ")"):
                return words + (word.map { [$0] } ?? [])
            case (nil, " "):
                if let word { words.append(word) }
                word = nil
            default: word = (word ?? "") + String(character)
            }
        }
        return quote == nil ? words + (word.map { [$0] } ?? []) : nil
    }

    /// Why the parser refuses the words after `openmcf`; nil where it does not.
    private static func refusal(_ words: [String]) -> String? {
        do {
            _ = try OpenMCF.parseAsRoot(Invocation(arguments: words).arguments)
            return nil
        } catch {
            return OpenMCF.exitCode(for: error).isSuccess ? nil : OpenMCF.message(for: error)
        }
    }

    private static func files(below folder: String, suffix: String) -> [String] {
        let names = (try? FileManager.default.subpathsOfDirectory(atPath: Repository.root + "/" + folder)) ?? []
        return names.filter { $0.hasSuffix(suffix) }.sorted().map { folder + "/" + $0 }
    }

    private static func lines(of file: String) -> [(place: String, line: String)] {
        (Repository.read(file) ?? "").split(separator: "\n", omittingEmptySubsequences: false).enumerated()
            .map { ("\(file):\($0 + 1)", String($1)) }
    }

    /// `'openmcf …'` in messages and helps; what is interpolated stands for a word.
    @Test func inMessages() throws {
        var count = 0
        for (place, line) in Self.files(below: "Sources", suffix: ".swift").flatMap(Self.lines) {
            for part in line.split(separator: "'openmcf ").dropFirst() {
                guard let end = part.firstIndex(of: "'"), !part[..<end].contains("…") else { continue }
                count += 1
                let text = part[..<end].replacing(/\\\([^)]*\)/, with: "validate")
                let words = try #require(Self.words(text), "\(place)")
                #expect(Self.refusal(words) == nil, "\(place): openmcf \(text)")
            }
        }
        #expect(count > 10)
    }

    /// The examples in the help of each command.
    @Test func inHelpTexts() throws {
        var count = 0
        for command in [OpenMCF.self as any ParsableCommand.Type]
            + OpenMCF.configuration.groupedSubcommands.flatMap(\.subcommands)
        {
            for line in command.configuration.discussion.split(separator: "\n") {
                guard line.hasPrefix("  "), let start = line.firstRange(of: "openmcf ") else { continue }
                count += 1
                let words = try #require(
                    Self.words(line[start.upperBound...].split(separator: "$(openmcf ").last ?? ""))
                #expect(Self.refusal(words) == nil, "\(line)")
            }
        }
        #expect(count > 25)
    }

    /// The blocks of README and docs.
    @Test func inTheDocumentation() throws {
        var count = 0
        for file in Self.files(below: "docs", suffix: ".md") + ["README.md"] {
            var isBlock = false
            for (place, line) in Self.lines(of: file) {
                if line.hasPrefix("```") { isBlock.toggle() }
                let command = line.drop { $0 == " " || $0 == "$" }
                guard isBlock, command.hasPrefix("openmcf "), !command.contains("…"), let words = Self.words(command)
                else { continue }
                count += 1
                #expect(Self.refusal(Array(words.dropFirst())) == nil, "\(place): \(line)")
            }
        }
        #expect(count > 10)
    }
}
