import Diagnostics
import Testing

struct SourceFileTests {
    struct Case: Sendable {
        let text: [UInt8]
        let offset: Int
        let line: Int
        let column: Int

        init(_ text: String, _ offset: Int, _ line: Int, _ column: Int) {
            (self.text, self.offset, self.line, self.column) = (Array(text.utf8), offset, line, column)
        }
    }

    @Test(arguments: [
        Case("", 0, 1, 1), Case("", 7, 1, 1), Case("abc", -3, 1, 1), Case("abc", 3, 1, 4), Case("abc", 99, 1, 4),
        Case("a\nb", 1, 1, 2), Case("a\nb", 2, 2, 1), Case("a\nb\n", 4, 3, 1), Case("\n\n\n", 2, 3, 1),
        Case("a\r\nb", 1, 1, 2), Case("a\r\nb", 2, 1, 3), Case("a\r\nb", 3, 2, 1), Case("a\rb", 2, 2, 1),
        Case("a\r\rb", 3, 3, 1), Case("a\n\rb", 3, 3, 1), Case("ä: b", 4, 1, 4), Case("名前\nb", 3, 1, 2),
        Case("名前\nb", 7, 2, 1), Case("😀x", 4, 1, 2), Case("\u{FEFF}a", 0, 1, 1), Case("\u{FEFF}a", 3, 1, 1),
        Case("\u{FEFF}a\nb", 4, 1, 2), Case("\u{FEFF}a\nb", 5, 2, 1),
    ])
    func location(_ example: Case) {
        let file = SourceFile(name: "f", bytes: example.text)
        let location = file.location(at: example.offset)
        #expect(location.line == example.line)
        #expect(location.column == example.column)
        #expect(location.offset == min(max(0, example.offset), example.text.count))
    }

    @Test(arguments: [
        ("a\nb\n", 0, ""), ("a\nb\n", 1, "a"), ("a\nb\n", 2, "b"), ("a\nb\n", 3, ""), ("a\nb\n", 4, ""),
        ("a\r\nb\rc", 1, "a"), ("a\r\nb\rc", 2, "b"), ("a\r\nb\rc", 3, "c"), ("", 1, ""), ("ä\nb", 1, "ä"),
    ])
    func line(text: String, number: Int, expected: String) {
        #expect(String(decoding: SourceFile(name: "f", text: text).line(number), as: UTF8.self) == expected)
    }

    @Test func rangesAreHalfOpenAndOrdered() {
        let file = SourceFile(name: "f", text: "ab\ncd")
        let range = SourceRange(file: file, start: 1, end: 4)
        #expect(range.startLocation == file.location(at: 1))
        #expect(range.endLocation.line == 2)
        #expect(range.endLocation.column == 2)
        #expect(SourceRange(file: file, start: 3, end: 1).end == 3)
        #expect(range == SourceRange(file: file, start: 1, end: 4))
        #expect(range != SourceRange(file: SourceFile(name: "f", text: "ab\ncd"), start: 1, end: 4))
    }

    @Test func placesAreFoundInOrderByManyTasks() async {
        let file = SourceFile(name: "f", text: String(repeating: "abc\n", count: 1000))
        let lines = await withTaskGroup(of: (Int, Int).self, returning: [Int: Int].self) { group in
            for index in 0..<100 { group.addTask { (index, file.location(at: index * 40).line) } }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        #expect((0..<100).allSatisfy { lines[$0] == $0 * 10 + 1 })
    }
}
