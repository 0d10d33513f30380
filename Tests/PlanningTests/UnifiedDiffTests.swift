import Planning
import TestSupport
import Testing

struct UnifiedDiffTests {
    static func diff(_ old: String, _ new: String, context: Int = 3) -> String {
        UnifiedDiff.text(from: old, to: new, oldName: "a", newName: "b", context: context)
    }

    static func lines(_ range: ClosedRange<Int>, changing: [Int: String] = [:]) -> String {
        range.map { (changing[$0] ?? "\($0)") + "\n" }.joined()
    }

    @Test(arguments: [
        ("", "", ""), ("a\n", "a\n", ""), ("", "a\n", "@@ -0,0 +1 @@\n+a\n"), ("a\n", "", "@@ -1 +0,0 @@\n-a\n"),
        ("", "a\nb\n", "@@ -0,0 +1,2 @@\n+a\n+b\n"), ("a\n", "b\n", "@@ -1 +1 @@\n-a\n+b\n"),
        ("a\nb\nc\n", "a\nx\nc\n", "@@ -1,3 +1,3 @@\n a\n-b\n+x\n c\n"), ("a\nb\n", "b\n", "@@ -1,2 +1 @@\n-a\n b\n"),
        ("a\n", "x\na\n", "@@ -1 +1,2 @@\n+x\n a\n"), ("a\n", "a\nx\n", "@@ -1 +1,2 @@\n a\n+x\n"),
        ("a\n\nb\n", "a\nb\n", "@@ -1,3 +1,2 @@\n a\n-\n b\n"),
        (
            lines(1...9), lines(1...9, changing: [5: "x"]),
            "@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+x\n 6\n 7\n 8\n"
        ),
        (
            lines(1...20), lines(1...20, changing: [3: "x", 17: "y"]),
            "@@ -1,6 +1,6 @@\n 1\n 2\n-3\n+x\n 4\n 5\n 6\n@@ -14,7 +14,7 @@\n 14\n 15\n 16\n-17\n+y\n 18\n 19\n 20\n"
        ),
        (
            lines(1...10), lines(1...10, changing: [2: "x", 9: "y"]),
            "@@ -1,10 +1,10 @@\n 1\n-2\n+x\n 3\n 4\n 5\n 6\n 7\n 8\n-9\n+y\n 10\n"
        ),
        (
            lines(1...10), lines(1...10, changing: [1: "x", 9: "y"]),
            "@@ -1,4 +1,4 @@\n-1\n+x\n 2\n 3\n 4\n@@ -6,5 +6,5 @@\n 6\n 7\n 8\n-9\n+y\n 10\n"
        ),
    ])
    func table(old: String, new: String, hunks: String) {
        #expect(Self.diff(old, new) == (hunks.isEmpty ? "" : "--- a\n+++ b\n" + hunks))
    }

    @Test func withoutContext() {
        #expect(
            Self.diff(Self.lines(1...5), Self.lines(1...5, changing: [2: "x", 4: "y"]), context: 0)
                == "--- a\n+++ b\n@@ -2 +2 @@\n-2\n+x\n@@ -4 +4 @@\n-4\n+y\n")
        #expect(Self.diff("a\nb\n", "a\nx\nb\n", context: 0) == "--- a\n+++ b\n@@ -1,0 +2 @@\n+x\n")
    }

    @Test func patchingTheOldTextGivesTheNewOne() {
        let seed = SeededGenerator.testSeed
        var generator = SeededGenerator(seed: seed)
        for round in 0..<500 {
            let old = (0..<Int.random(in: 0...30, using: &generator)).map { _ in
                Int.random(in: 0...5, using: &generator)
            }
            var new = old
            for _ in 0..<Int.random(in: 0...5, using: &generator) {
                let index = Int.random(in: 0...new.count, using: &generator)
                if index < new.count, Bool.random(using: &generator) {
                    new.remove(at: index)
                } else {
                    new.insert(9, at: index)
                }
            }
            let diff = Self.diff(old.map { "\($0)\n" }.joined(), new.map { "\($0)\n" }.joined())
            #expect(
                Self.patched(old.map(String.init), diff) == new.map(String.init),
                "seed \(seed), round \(round)\n\(diff)")
        }
    }

    /// The lines after a patch; nil where a hunk does not fit its place.
    static func patched(_ old: [String], _ diff: String) -> [String]? {
        var result: [String] = []
        var position = 0
        for line in diff.split(separator: "\n", omittingEmptySubsequences: false).dropFirst(2).dropLast() {
            if line.hasPrefix("@@") {
                let range = line.split(separator: " ")[1].dropFirst().split(separator: ",").compactMap { Int($0) }
                let start = range.count == 2 && range[1] == 0 ? range[0] : range[0] - 1
                guard start >= position, start <= old.count else { return nil }
                result += old[position..<start]
                position = start
            } else if line.hasPrefix("+") {
                result.append(String(line.dropFirst()))
            } else {
                guard position < old.count, old[position] == line.dropFirst() else { return nil }
                if line.hasPrefix(" ") { result.append(old[position]) }
                position += 1
            }
        }
        return result + old[position...]
    }
}
