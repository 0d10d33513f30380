import Files
import Testing
import Values

@testable import Sandbox

struct StoreTests {
    @Test func whatWasAnsweredIsThereAfterARestart() async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            for name in ["a", "b", "c"] { _ = await api.create(route(name)) }
            _ = await api.apply(route("b", port: 1), as: "m", "&force=true")
            _ = await api.send("DELETE", TestAPI.routes + "/c")
            let before = await api.send("GET", TestAPI.routes)
            let after = try await TestAPI.open(folder).send("GET", TestAPI.routes)
            #expect(after.text == before.text)
        }
    }

    /// Cuts the journal inside its last record: the store is the one before or after that write.
    ///
    /// At every byte of the frame's header, then at every eleventh, and at the last ones.
    @Test func aTornEndIsDropped() async throws {
        try await withTemporaryFolder { folder in
            let path = StoreJournal.journalPath(folder)
            let api = try await TestAPI.open(folder)
            _ = await api.create(route("a"))
            let before = await api.send("GET", TestAPI.routes).text
            let start = try #require(try DurableFile.read(path)).count
            _ = await api.create(route("b"))
            let after = await api.send("GET", TestAPI.routes).text
            let bytes = try #require(try DurableFile.read(path))
            let cuts = Set(
                Array(start...start + 31) + stride(from: start, to: bytes.count, by: 11)
                    + (bytes.count - 2...bytes.count))
            for length in cuts.sorted() {
                try overwrite(path, with: Array(bytes.prefix(length)))
                let store = try await TestAPI.open(folder)
                let text = await store.send("GET", TestAPI.routes).text
                #expect(text == (length == bytes.count ? after : before), "cut at \(length) of \(bytes.count)")
            }
            // What is appended after a torn end is read again.
            try overwrite(path, with: Array(bytes.dropLast()))
            #expect(try await TestAPI.open(folder).create(route("c")).code == 201)
            #expect(try await TestAPI.open(folder).send("GET", TestAPI.routes + "/c").code == 200)
        }
    }

    @Test(arguments: ["{\"put\":\"tcproutes\",\"object\":{}}", "no json", "{}"])
    func damageIsAHardStop(_ record: String) async throws {
        try await withTemporaryFolder { folder in
            _ = try await TestAPI.open(folder)
            var journal = try Journal.open(StoreJournal.journalPath(folder))
            try journal.append([Array(record.utf8)])
            let error = await #expect(throws: SandboxError.self) { try await TestAPI.open(folder) }
            #expect(error?.code == .data)
            #expect(
                error?.message
                    == "the sandbox's data in '\(StoreJournal.journalPath(folder))' cannot be read: record 6 is damaged"
            )
            #expect(error?.help == "Restore the folder from a copy, or move it away to start with an empty sandbox.")
        }
    }

    @Test func anUnknownFormatIsAHardStop() async throws {
        try await withTemporaryFolder { folder in
            var journal = try Journal.open(StoreJournal.journalPath(folder))
            try journal.append([Array(#"{"format":"openmcf-sandbox","formatVersion":"2.0"}"#.utf8)])
            let error = await #expect(throws: SandboxError.self) { try await TestAPI.open(folder) }
            #expect(error?.code == .data)
            #expect(error?.message.hasSuffix("has format 2.0, and this openmcf reads 1.x") == true)
        }
    }

    @Test func aLongJournalIsFoldedIntoASnapshot() async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            let filler = String(repeating: "x", count: 200_000)
            var large = route("large")
            for index in 0..<8 {
                large.withMember("metadata") { $0?.set("annotations", ["note": .string("\(index)\(filler)")]) }
                #expect(await api.apply(large, as: "m").code < 300)
            }
            #expect(try DurableFile.read(StoreJournal.snapshotPath(folder)) != nil)
            let size = try #require(try DurableFile.read(StoreJournal.journalPath(folder))).count
            #expect(size < 1 << 20)
            _ = await api.create(route("small"))
            let before = await api.send("GET", TestAPI.routes).text
            let reopened = try await TestAPI.open(folder)
            #expect(await reopened.send("GET", TestAPI.routes).text == before)
        }
    }

    /// A crash between writing the snapshot and removing the journal leaves changes in both.
    @Test func changesOlderThanTheSnapshotDoNotCount() async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            _ = await api.create(route("gone"))
            _ = await api.send("DELETE", TestAPI.routes + "/gone")
            _ = await api.create(route("kept"))
            let before = await api.send("GET", TestAPI.routes).text
            let saved = try StoreJournal.contents(of: folder)
            var snapshot = StoreRecord.header(revision: saved.revision)
            for object in saved.objects.values { snapshot += [0x0A] + StoreRecord.put(object) }
            try DurableFile.replace(StoreJournal.snapshotPath(folder), with: snapshot + [0x0A])
            #expect(try await TestAPI.open(folder).send("GET", TestAPI.routes).text == before)
        }
    }

    @Test func concurrentWritesAllCount() async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            await withTaskGroup(of: Int.self) { group in
                for index in 0..<200 { group.addTask { await api.create(route("r\(index)")).code } }
                for await code in group { #expect(code == 201) }
            }
            let list = try await TestAPI.open(folder).send("GET", TestAPI.routes)
            #expect(list["items"]?.array?.count == 200)
            #expect(list.version == "205")
        }
    }

    /// A folder whose data have been folded into a snapshot, with one route more in the journal.
    private func foldedFolder(_ folder: String) async throws {
        let store = try Store(folder: folder)
        let api = TestAPI(server: APIServer(store: store, options: fixedOptions()))
        _ = await api.send("POST", "/api/v1/namespaces", #"{"metadata":{"name":"default"}}"#)
        for name in ["a", "b"] { _ = await api.create(route(name)) }
        try await store.fold()
        _ = await api.create(route("c"))
    }

    /// What somebody does to the files, and what the next start says; the files stay as they are.
    @Test(arguments: [
        ("last line of the snapshot", "the sandbox's data in 'objects.jsonl' are cut off: 2 of 3 objects are there"),
        ("middle of the snapshot", "the sandbox's data in 'objects.jsonl' are cut off: 1 of 3 objects are there"),
        ("all of the snapshot", "the sandbox's data in 'objects.jsonl' cannot be read: record 1 is damaged"),
        ("rubbish in the snapshot", "the sandbox's data in 'objects.jsonl' cannot be read: record 1 is damaged"),
        (
            "no snapshot",
            "the sandbox's data in 'objects.jsonl' are missing or old: 'changes.journal' goes on from later ones"
        ),
        (
            "a byte of the snapshot",
            "the sandbox's data in 'objects.jsonl' are not what was written: their checksum is another"
        ),
        (
            "no journal",
            "the sandbox's data in 'changes.journal' are missing: the changes since the last snapshot"
        ),
        (
            "an empty journal",
            "the sandbox's data in 'changes.journal' are missing: the changes since the last snapshot"
        ),
        ("rubbish in the journal", "the journal 'changes.journal' is damaged at byte 0: it is no journal"),
    ])
    func damageFromOutsideIsAHardStop(_ damage: String, _ message: String) async throws {
        try await withTemporaryFolder { folder in
            try await foldedFolder(folder)
            let snapshot = StoreJournal.snapshotPath(folder)
            let journal = StoreJournal.journalPath(folder)
            let bytes = try #require(try DurableFile.read(snapshot))
            let lines = bytes.split(separator: 0x0A)
            switch damage {
            case "last line of the snapshot":
                try overwrite(snapshot, with: Array(lines.dropLast().joined(separator: [0x0A])))
            case "middle of the snapshot":
                try overwrite(snapshot, with: Array(lines.prefix(2).joined(separator: [0x0A])))
            case "all of the snapshot": try overwrite(snapshot, with: [])
            case "rubbish in the snapshot": try overwrite(snapshot, with: [0, 1, 2])
            case "no snapshot": try DurableFile.remove(snapshot)
            case "a byte of the snapshot":
                let changed = String(decoding: bytes, as: UTF8.self).replacing("\"name\":\"a\"", with: "\"name\":\"x\"")
                try overwrite(snapshot, with: Array(changed.utf8))
            case "no journal": try DurableFile.remove(journal)
            case "an empty journal": try overwrite(journal, with: [])
            default: try overwrite(journal, with: Array("rubbish".utf8))
            }
            let files = { try (DurableFile.read(snapshot), DurableFile.read(journal)) }
            let before = try files()
            let error = await #expect(throws: SandboxError.self) { try await TestAPI.open(folder) }
            #expect(error?.code == .data)
            #expect(error?.message.replacing(folder + "/", with: "") == message)
            #expect(error?.help == "Restore the folder from a copy, or move it away to start with an empty sandbox.")
            #expect(try files() == before)
        }
    }

    @Test func whatIsWholeIsRead() async throws {
        try await withTemporaryFolder { folder in
            try await foldedFolder(folder)
            let list = try await TestAPI.open(folder).send("GET", TestAPI.routes)
            #expect(list["items"]?.array?.compactMap { $0["metadata"]?["name"]?.string } == ["a", "b", "c"])
        }
    }

    /// EACCES and EROFS, at the folder itself, which is the first that a start writes.
    @Test(arguments: [
        (
            CInt(13), "Permission denied",
            "Check who owns 'FOLDER' and its folder, and that you may write there."
        ),
        (30, "Read-only file system", "The file system is mounted read-only; choose another place for the file."),
    ])
    func aFolderThatCannotBeWrittenEndsTheStart(_ number: CInt, _ reason: String, _ help: String) async throws {
        try await withTemporaryFolder { folder in
            let error = await #expect(throws: SandboxError.self) {
                try await FileFaults.$beforeCall.withValue({ operation, _ in operation == .read ? 0 : number }) {
                    try await SandboxServer.runForeground(Listening(port: 0), dataDirectory: folder) { _ in }
                }
            }
            #expect(error?.code == .file)
            #expect(error?.message.hasSuffix(reason) == true, "\(error?.message ?? "")")
            #expect(error?.help?.replacing(folder, with: "FOLDER") == help, "\(error?.help ?? "")")
        }
    }
}
