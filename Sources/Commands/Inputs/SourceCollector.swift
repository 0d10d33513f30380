internal import Diagnostics
internal import Manifests
internal import Synchronization
internal import Values

/// Gathers what the flags of a command name as sources.
struct SourceCollector {
    let context: CommandContext

    /// The inputs in the order of the paths; then stack inputs, input directories, kustomize and the clipboard.
    func collect(_ paths: [String], _ options: SourceOptions) async throws(Failure) -> ManifestInputs {
        let pages = try await pages(paths.filter(ManifestURL.isURL))
        var inputs = ManifestInputs(standardInput: context.inputDescriptor)
        var seen: Set<String> = []
        for path in paths {
            guard let page = pages[path] else {
                inputs.add(path: path, recursive: options.recursive)
                continue
            }
            if seen.insert(path).inserted { inputs.add(page) }
        }
        for path in options.stackInputs { inputs.add(stackInput: path) }
        for path in options.inputDirectories { inputs.add(inputDirectory: path) }
        if let directory = options.kustomizeDirectory {
            inputs.add(await KustomizeSource(directory: directory, overlay: options.overlay).read(context))
        }
        if options.clipboard { inputs.add(await ClipboardSource.read(context)) }
        return inputs
    }

    /// How many URLs are read at a time: a page may have 32 MiB.
    private static let pageLimit = 8

    /// What stands behind each URL; they are read side by side.
    private func pages(_ sources: [String]) async throws(Failure) -> [String: Result<ManifestInput, DiagnosticError>] {
        var pages: [String: Result<ManifestInput, DiagnosticError>] = [:]
        var urls: [(source: String, url: ManifestURL)] = []
        for source in Set(sources) {
            do throws(DiagnosticError) { urls.append((source, try ManifestURL(source))) } catch {
                pages[source] = .failure(error)
            }
        }
        // No client where nothing is to be fetched: it would cost every other command its start.
        guard !urls.isEmpty else { return pages }
        do {
            let fetched = try await URLReader.withReader(context) { [urls] reader in
                await urls.mapConcurrently(limit: Self.pageLimit) { ($0.source, await reader.read($0.url)) }
            }
            return pages.merging(fetched) { $1 }
        } catch {
            throw Failure(from: error)
        }
    }
}

extension ManifestInputs {
    fileprivate mutating func add(_ result: Result<ManifestInput, DiagnosticError>) {
        switch result {
        case .success(let input): add(input)
        case .failure(let error): add(error)
        }
    }
}
