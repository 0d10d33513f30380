import Diagnostics
import Documents
import TestSupport
import Testing
import Values
import YAML

@testable import Manifests

/// Comments put anywhere in manifests of any form.
struct RandomCommentsTests {
    /// Each is either printed once, where it is a comment, or counted as lost, and none changes what is said.
    @Test func eachIsCarriedOrLost() async throws {
        let seed = SeededGenerator.testSeed
        var random = SeededGenerator(seed: seed)
        for round in 0..<150 {
            let plain = CommentedText.lines(of: Self.documents(round, &random), &random)
            let commented = CommentedText(plain, &random)
            let note = "OPENMCF_TEST_SEED=\(seed), round \(round)"
            let expected = try await ConvertedCommentsTests.convert(plain.map(\.text).joined(separator: "\n"), note)
            let result = try await ConvertedCommentsTests.convert(commented.text, note)
            #expect(result.values == expected.values, "\(note)\n\(commented.text)")
            #expect(expected.carried == 0 && expected.lost == 0, "\(note)")
            let output = result.texts.joined(separator: "---\n")
            let printed = commented.comments.filter { output.contains($0) }
            #expect(result.carried == printed.count, "\(note)\n\(commented.text)\n\(output)")
            #expect(result.carried + result.lost == commented.comments.count, "\(note)\n\(commented.text)\n\(output)")
            for comment in printed { #expect(output.ranges(of: comment).count == 1, "\(note)\n\(comment)") }
            let again = YAMLReader.read(SourceFile(name: "w.yaml", text: output)).documents.map(\.root.value)
            #expect(again == result.values, "\(note)\n\(output)")
        }
    }

    /// Some documents, each a manifest, an object or a list of such.
    private static func documents(_ round: Int, _ random: inout SeededGenerator) -> [Value] {
        var number = 0
        func object() -> Value {
            number += 1
            let manifest = RandomManifest.value(100 * round + number, &random)
            guard Bool.random(using: &random) else { return manifest }
            var object = manifest
            object.set("apiVersion", "gateway.networking.k8s.io/v1alpha2")
            object.set("kind", "TCPRoute")
            object.withMember("spec") { $0?.set("namespace", nil) }
            object.withMember("metadata") { metadata in
                metadata?.set("namespace", "db")
                metadata?.set("annotations", ["note": "see #5 # all", "two": "# lines\nof text # here\n"])
            }
            return object
        }
        return (0..<Int.random(in: 1...3, using: &random)).map { _ in
            guard Bool.random(using: &random) else { return object() }
            let items = (0..<Int.random(in: 1...3, using: &random)).map { _ in object() }
            return ["apiVersion": "v1", "kind": "List", "metadata": [:], "items": .array(items)]
        }
    }
}

/// A text with comments at random places, each with a text of its own.
private struct CommentedText {
    struct Line {
        var text: String
        /// Whether a comment may stand at its end, and on a line of its own above it.
        var takesBeside = true
        var takesAbove = true
    }

    private(set) var text = ""
    private(set) var comments: [String] = []

    /// The lines of documents, each in block style or between brackets, on many lines or on one.
    static func lines(of documents: [Value], _ random: inout SeededGenerator) -> [Line] {
        var lines: [Line] = []
        for (number, document) in documents.enumerated() {
            if number > 0 || Bool.random(using: &random) { lines.append(Line(text: "---")) }
            if Int.random(in: 0..<5, using: &random) == 0 { lines += [Line(text: ""), Line(text: "---")] }
            switch Int.random(in: 0..<4, using: &random) {
            case 0: lines += split(JSONWriter.text(document, .indented))
            // What is no JSON because of the comments on it is YAML.
            case 1: lines += split(JSONWriter.text(document))
            default:
                lines += block(document)
                if Int.random(in: 0..<5, using: &random) == 0 { lines.append(Line(text: "...")) }
            }
        }
        lines.append(Line(text: "", takesBeside: false))
        return lines
    }

    private static func split(_ text: String) -> [Line] {
        text.split(separator: "\n").map { Line(text: String($0)) }
    }

    /// Nothing between the lines of a literal block is a comment.
    private static func block(_ document: Value) -> [Line] {
        var margin: Int?
        return split(YAMLWriter.text(document)).map { line in
            var line = line
            let indent = line.text.prefix { $0 == " " }.count
            if let key = margin, indent > key {
                (line.takesBeside, line.takesAbove) = (false, false)
                return line
            }
            margin = line.text.hasSuffix(": |") || line.text.hasSuffix(": |-") ? indent : nil
            return line
        }
    }

    init(_ lines: [Line], _ random: inout SeededGenerator) {
        for (number, line) in lines.enumerated() {
            // A comment behind a literal block is none where it stands as far to the right.
            let isBehindBlock = number > 0 && !lines[number - 1].takesBeside
            while line.takesAbove, Int.random(in: 0..<6, using: &random) == 0 {
                let indent = isBehindBlock ? 0 : Int.random(in: 0...8, using: &random)
                text += String(repeating: " ", count: indent) + comment(&random) + "\n"
            }
            text += line.text
            if line.takesBeside, Int.random(in: 0..<4, using: &random) == 0 { text += " " + comment(&random) }
            if number + 1 < lines.count { text += "\n" }
        }
    }

    private mutating func comment(_ random: inout SeededGenerator) -> String {
        let tail = ["", " # more", " \"", " ü 😀", " {[", ": |", "\t'"].randomElement(using: &random) ?? ""
        let comment = "# <\(comments.count)>" + tail
        comments.append("# <\(comments.count)>")
        return comment
    }
}
