internal import Documents
internal import Files
internal import Values

/// The folder that a sandbox is kept in, and who uses it.
enum SandboxFolder {
    enum Access: ~Copyable {
        /// Ours alone until the lock is given up; whether the last foreground sandbox was killed.
        case locked(FileLock, afterKill: Bool)
        /// A foreground sandbox of another process serves it.
        case served(SandboxAddress)
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
                case .acquired(let lock): return .locked(lock, afterKill: Path.exists(Notice.path(folder)))
                case .busy(let other): holder = other
                }
            } catch {
                throw SandboxError.file(error)
            }
            if let holder, let address = Notice.address(in: folder, of: holder) { return .served(address) }
            guard clock.now < deadline else { throw SandboxError.busy(folder: folder, holder: holder) }
            if !hasTold, let holder {
                hasTold = true
                options.onWaiting("waiting for the sandbox in '\(folder)', which is in use by \(holder)")
            }
            try await clock.sleep(for: .milliseconds(20))
        }
    }

    /// Where a foreground sandbox of another process serves a folder; nil where none does.
    static func address(of folder: String) -> SandboxAddress? {
        guard Path.exists(Notice.path(folder)) else { return nil }
        do throws(FileError) {
            let attempt = try FileLock.tryAcquire(
                guarding: Path.join(folder, "sandbox"), as: .current(command: ""))
            switch consume attempt {
            case .acquired(let lock):
                _ = consume lock
                return nil
            case .busy(let holder): return holder.flatMap { Notice.address(in: folder, of: $0) }
            }
        } catch {
            return nil
        }
    }

    /// What a foreground sandbox leaves in files so that others find it; true only while it holds the folder's lock.
    struct Notice {
        /// Nil for a sandbox that has none, of which only the port is told.
        let folder: String?
        let portFile: String?
        /// What commands in the folder show; nil where nobody is asked who they are.
        let token: OwnerToken?

        fileprivate static func path(_ folder: String) -> String { Path.join(folder, "server.json") }

        /// - Returns: the address with the file that has the token.
        func write(_ address: SandboxAddress) throws -> SandboxAddress {
            let holder = FileLock.Holder.current(command: "")
            var notice: Object = ["url": .string(address.url), "pid": .int(Int64(holder.processID))]
            notice["certificateAuthority"] = address.certificateAuthority.map(Value.string)
            if token != nil { notice["asksForToken"] = true }
            do {
                if let folder {
                    try token?.write(to: folder)
                    try DurableFile.replace(Self.path(folder), with: JSONWriter.bytes(.object(notice)))
                }
                if let portFile, let port = address.url.split(separator: ":").last {
                    try DurableFile.replace(portFile, with: Array("\(port)\n".utf8), permissions: 0o644)
                }
            } catch {
                throw SandboxError.file(error)
            }
            var address = address
            if token != nil { address.tokenFile = folder.map(OwnerToken.path) }
            return address
        }

        func remove() {
            if let folder {
                try? DurableFile.remove(Self.path(folder))
                OwnerToken.remove(from: folder)
            }
            if let portFile { try? DurableFile.remove(portFile) }
        }

        /// Removes what a foreground sandbox that was killed left behind.
        static func removeLeftover(in folder: String) throws(SandboxError) {
            OwnerToken.remove(from: folder)
            do { try DurableFile.remove(path(folder)) } catch { throw SandboxError.file(error) }
        }

        static func address(in folder: String, of holder: FileLock.Holder) -> SandboxAddress? {
            guard let bytes = try? DurableFile.read(path(folder)), let notice = try? JSONReader.value(bytes),
                notice["pid"]?.int == Int64(holder.processID), let url = notice["url"]?.string
            else { return nil }
            return SandboxAddress(
                url, certificateAuthority: notice["certificateAuthority"]?.string,
                tokenFile: notice["asksForToken"] == true ? OwnerToken.path(folder) : nil)
        }
    }
}
