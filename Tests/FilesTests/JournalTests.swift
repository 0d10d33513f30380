import TestSupport
import Testing

@testable import Files

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

struct JournalTests {
    let folder: TemporaryFolder
    let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder.file("journal")
    }

    private func append(_ batches: [[String]]) throws {
        var journal = try Journal.open(path)
        for batch in batches { try journal.append(batch.map(bytes)) }
    }

    private func records() throws -> [String]? {
        try Journal.read(path)?.map { String(decoding: $0, as: UTF8.self) }
    }

    @Test func noneIsNil() throws { #expect(try Journal.read(path) == nil) }

    @Test func recordsComeBackInOrder() throws {
        try append([["{\"a\":1}"], ["two", "", "three"]])
        try append([["four"]])
        #expect(try records() == ["{\"a\":1}", "two", "", "three", "four"])
    }

    @Test func theFileIsReadable() throws {
        try append([["one"], ["two", "three"]])
        #expect(
            try text(at: path)
                == "J1 00000001 00000004 f817a89f\none\nJ1 00000002 0000000a 6bd56aaa\ntwo\nthree\n")
    }

    /// Wherever a crash cuts the last append off, what was appended before is there, and appending goes on.
    @Test func everyTornEndIsDropped() throws {
        try append([["one"], ["two", "three"]])
        let whole = try #require(try DurableFile.read(path))
        let first = "J1 00000001 00000004 00000000\none\n".utf8.count
        for size in first..<whole.count {
            try DurableFile.replace(path, with: Array(whole.prefix(size)))
            #expect(try records() == ["one"], "cut at \(size)")
            try append([["four"]])
            #expect(try records() == ["one", "four"], "cut at \(size)")
        }
    }

    @Test func aLastFrameWithAHoleIsATornEnd() throws {
        try append([["one"], ["two", "three", "four"]])
        var content = try #require(try DurableFile.read(path))
        for index in content.count - 9..<content.count - 5 { content[index] = 0 }
        try DurableFile.replace(path, with: content)
        #expect(try records() == ["one"])
    }

    @Test func damageBeforeTheEndIsAnError() throws {
        try append([["one"], ["two"], ["three"]])
        var content = try #require(try DurableFile.read(path))
        content[34 + 31] ^= 1
        try DurableFile.replace(path, with: content)
        let expected = JournalError.damaged(
            path: path, offset: 34,
            reason: "a record there was changed or overwritten, and whole ones follow at byte 68")
        #expect(throws: expected) { try Journal.read(path) }
        #expect(throws: expected) { try append([["four"]]) }
        #expect(try DurableFile.read(path) == content)
    }

    @Test func anotherFileIsNotTakenForAJournal() throws {
        try DurableFile.replace(path, with: bytes("{\"lineage\": \"…\"}\n"))
        let error = #expect(throws: JournalError.self) { try append([["one"]]) }
        #expect(error?.message == "the journal '\(path)' is damaged at byte 0: it is no journal")
    }

    @Test func aFailedAppendLeavesNothingBehind() throws {
        var journal = try Journal.open(path)
        try journal.append([bytes("one")])
        let error = FileFaults.$beforeCall.withValue({ operation, _ in operation == .write ? ENOSPC : 0 }) {
            #expect(throws: FileError.self) { try journal.append([bytes("two")]) }
        }
        #expect(error?.reason == "No space left on device")
        try journal.append([bytes("three")])
        #expect(try records() == ["one", "three"])
    }

    @Test func afterAFailedFlushNothingIsAccepted() throws {
        var journal = try Journal.open(path)
        FileFaults.$beforeCall.withValue({ operation, _ in operation == .sync ? EIO : 0 }) {
            _ = #expect(throws: FileError.self) { try journal.append([bytes("one")]) }
        }
        #expect(throws: FileError.self) { try journal.append([bytes("two")]) }
        let accepts = journal.acceptsRecords
        #expect(!accepts)
        #expect(try records() == [])
    }

    /// Half a frame may stand there then, and another one behind it would make it damage.
    @Test func afterAHalfFrameThatStaysNothingIsAccepted() throws {
        var journal = try Journal.open(path)
        try journal.append([bytes("one")])
        let error = FileFaults.$beforeCall.withValue({ operation, _ in
            operation == .write ? ENOSPC : operation == .truncate ? EIO : 0
        }) {
            #expect(throws: FileError.self) { try journal.append([bytes("two")]) }
        }
        #expect(error?.reason == "No space left on device")
        let accepts = journal.acceptsRecords
        #expect(!accepts)
        #expect(throws: FileError.self) { try journal.append([bytes("three")]) }
        #expect(try records() == ["one"])
    }

    @Test func aRecordIsOneLine() throws {
        var journal = try Journal.open(path)
        #expect(throws: FileError.self) { try journal.append([bytes("one\ntwo")]) }
    }

    @Test func removingEndsIt() throws {
        try append([["one"]])
        try Journal.open(path).remove()
        #expect(try Journal.read(path) == nil)
    }

    @Test(arguments: [("", 0), ("123456789", 0xCBF4_3926 as UInt32)])
    func checksums(text: String, expected: UInt32) {
        #expect(CRC32.checksum(Array(text.utf8)[...]) == expected)
    }
}
