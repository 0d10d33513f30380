import Documents
import TestSupport
import Testing
import Values

@testable import library_programs

/// Programs of the jsonnet library, made with this one, come to the same objects.
struct LibraryProgramTests {
    private static let programs = "conformance/library/programs.jsonl"

    @Test(.enabled("needs ../shared/conformance", { RecordedFacts.has(programs) }))
    func typedProgramsGiveWhatJsonnetGives() throws {
        var count = 0
        for fact in try RecordedFacts.lines(Self.programs) where fact["typed"] == true {
            let text = try Part(program: fact["program"]).text
            let result = try JSONReader.value(Array(text.utf8))
            #expect(
                JSONWriter.text(result, sortedKeys: true)
                    == fact["result"].map { JSONWriter.text($0, sortedKeys: true) })
            count += 1
        }
        #expect(count >= 518)
    }
}
