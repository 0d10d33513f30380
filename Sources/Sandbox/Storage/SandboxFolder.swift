internal import Documents
internal import Files
internal import Values

/// The folder that a sandbox is kept in, and who uses it.
enum SandboxFolder {
    enum Access: ~Copyable {
        /// Ours alone until the lock is given up.
        case locked(FileLock)
        /// A foreground sandbox of another process serves it.
        case served(url: String)
    }

    /// Creates the folder where it is missing and waits for the right to use it.
    ///
    /// - Throws: `SandboxError.Code.busy` when another command still uses it after the options' timeout.
    static func open(_ folder: String, options: SandboxOptions) async throws -> Access {
        do { try Folder.create(folder) } catch { throw SandboxError.file(error) }
        let clock = ContinuousClock()
        let deadline = clock.now + options.lockTimeout
        var hasTold = false
        while true {
            let holder: FileLock.Holder?
            do throws(FileError) {
                let attempt = try FileLock.tryAcquire(
                    guarding: Path.join(folder, "sandbox"), as: .current(command: options.command))
                switch consume attempt {
                case .acquired(let lock):
                    // A foreground sandbox that was killed left it behind.
                    try DurableFile.remove(Notice.path(folder))
                    return .locked(lock)
                case .busy(let other): holder = other
                }
            } catch {
                throw SandboxError.file(error)
            }
            if let holder, let url = Notice.url(in: folder, of: holder) { return .served(url: url) }
            guard clock.now < deadline else { throw SandboxError.busy(folder: folder, holder: holder) }
            if !hasTold, let holder {
                hasTold = true
                options.onWaiting("waiting for the sandbox in '\(folder)', which is in use by \(holder)")
            }
            try await clock.sleep(for: .milliseconds(20))
        }
    }

    /// Whether a foreground sandbox of another process serves a folder.
    static func isServed(_ folder: String) -> Bool {
        guard Path.exists(Notice.path(folder)) else { return false }
        do throws(FileError) {
            let attempt = try FileLock.tryAcquire(
                guarding: Path.join(folder, "sandbox"), as: .current(command: ""))
            switch consume attempt {
            case .acquired(let lock):
                _ = consume lock
                return false
            case .busy(let holder): return holder.flatMap { Notice.url(in: folder, of: $0) } != nil
            }
        } catch {
            return false
        }
    }

    /// What a foreground sandbox leaves in files so that others find it; true only while it holds the folder's lock.
    struct Notice {
        let folder: String
        let portFile: String?

        fileprivate static func path(_ folder: String) -> String { Path.join(folder, "server.json") }

        func write(url: String) throws {
            let holder = FileLock.Holder.current(command: "")
            let notice: Value = ["url": .string(url), "pid": .int(Int64(holder.processID))]
            do {
                try DurableFile.replace(Self.path(folder), with: JSONWriter.bytes(notice))
                if let portFile, let port = url.split(separator: ":").last {
                    try DurableFile.replace(portFile, with: Array("\(port)\n".utf8), permissions: 0o644)
                }
            } catch {
                throw SandboxError.file(error)
            }
        }

        func remove() {
            try? DurableFile.remove(Self.path(folder))
            if let portFile { try? DurableFile.remove(portFile) }
        }

        static func url(in folder: String, of holder: FileLock.Holder) -> String? {
            guard let bytes = try? DurableFile.read(path(folder)), let notice = try? JSONReader.value(bytes),
                notice["pid"]?.int == Int64(holder.processID)
            else { return nil }
            return notice["url"]?.string
        }
    }
}
