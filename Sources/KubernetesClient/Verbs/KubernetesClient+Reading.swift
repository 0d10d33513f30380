package import Values

extension KubernetesClient {
    /// One object, or its status; throws `notFound` when there is none.
    package func get(
        _ type: ResourceType, namespace: String?, name: String, subresource: Subresource? = nil
    ) async throws(KubernetesError) -> APIAnswer {
        let object = RequestedObject(type, namespace: namespace, name: name)
        let path = type.path(namespace: namespace, name: name, subresource)
        return try await send(APIRequest(.get, path, expects: .object(object)))
    }

    /// One object; nil when the server says that there is none of that name.
    ///
    /// A 404 whose `Status` does not name the object says nothing about it: then the list of such objects tells, where
    /// the server has one. Every other 404 is thrown, as `unknownPath` or as the `notFound` of something else.
    package func find(
        _ type: ResourceType, namespace: String?, name: String
    ) async throws(KubernetesError) -> Value? {
        let object = RequestedObject(type, namespace: namespace, name: name)
        let failure: KubernetesError
        do {
            return try await get(type, namespace: namespace, name: name).body
        } catch { failure = error }
        if failure.saysAbsent(object) { return nil }
        guard failure.code == .unknownPath, failure.status?.reason == "NotFound" else { throw failure }
        let list: ObjectList
        do { list = try await self.list(type, namespace: namespace, matching: .name(name)) } catch { throw failure }
        return list.items.first { object.mismatch($0) == nil }
    }

    /// All objects of a type, in one namespace or in all, in one request as long as the first of `pageSizes` holds
    /// them.
    ///
    /// Where a page is larger than an answer may be, it starts over with pages of the next size. A namespace that does
    /// not exist gives an empty list, as the server has it.
    ///
    /// - Parameter kept: what stands in the result for an object, nil for nothing; the rest goes with its page.
    package func list(
        _ type: ResourceType, namespace: String? = nil, matching selection: ObjectSelection = .all,
        pageSizes: [Int] = [2000, 200, 20], keeping kept: (Value) -> Value? = { $0 }
    ) async throws(KubernetesError) -> ObjectList {
        let empty = ObjectList(items: [], resourceVersion: "", warnings: [])
        return try await everyPage(type, namespace, selection, .whole, pageSizes, into: empty) { list, page, _ in
            list.items += page.items.compactMap(kept)
            list.resourceVersion = page.resourceVersion
            for warning in page.warnings where !list.warnings.contains(warning) { list.warnings.append(warning) }
        }
    }

    /// Reads all pages of a list, in larger or smaller ones.
    func everyPage<Result>(
        _ type: ResourceType, _ namespace: String?, _ selection: ObjectSelection, _ form: ObjectForm,
        _ pageSizes: [Int] = [2000, 200, 20], into empty: Result,
        _ take: (inout Result, _ page: ObjectPage, _ body: Value) -> Void
    ) async throws(KubernetesError) -> Result {
        for size in pageSizes {
            do {
                return try await pages(type, namespace, selection, form, size, empty, take)
            } catch  where error.code == .tooLarge && size != pageSizes.last {
                continue
            } catch  where error.code == .gone {
                // The version of the first page expired before the last page was read: now all of it in one request.
                break
            }
        }
        return try await pages(type, namespace, selection, form, nil, empty, take)
    }

    private func pages<Result>(
        _ type: ResourceType, _ namespace: String?, _ selection: ObjectSelection, _ form: ObjectForm, _ limit: Int?,
        _ empty: Result, _ take: (inout Result, ObjectPage, Value) -> Void
    ) async throws(KubernetesError) -> Result {
        var result = empty
        var progress = ListProgress(maximumSize: options.listSize)
        repeat {
            let (page, answer) = try await read(type, namespace, selection, form, limit, progress.next)
            take(&result, page, answer.body)
            if let reason = progress.note(page, size: answer.size) {
                throw unexpected(type.path(namespace: namespace), "the list does not end\(reason)")
            }
        } while progress.next != nil
        return result
    }

    /// A part of the list of a type's objects, in one namespace or in all.
    ///
    /// Throws `gone` when the moment of the first page is too long ago, so that the list has to be begun anew.
    ///
    /// - Parameters:
    ///   - limit: how many objects it may have; nil for as many as there are.
    ///   - next: what the page before said; nil for the first.
    package func page(
        _ type: ResourceType, namespace: String? = nil, matching selection: ObjectSelection = .all, limit: Int? = nil,
        from next: String? = nil
    ) async throws(KubernetesError) -> ObjectPage {
        try await read(type, namespace, selection, .whole, limit, next).page
    }

    private func read(
        _ type: ResourceType, _ namespace: String?, _ selection: ObjectSelection, _ form: ObjectForm, _ limit: Int?,
        _ next: String?
    ) async throws(KubernetesError) -> (page: ObjectPage, answer: APIAnswer) {
        var request = APIRequest(.get, type.path(namespace: namespace))
        request.accept = form.accept
        if let limit { request.query.append(("limit", String(limit))) }
        request.query += selection.query
        if let next { request.query.append(("continue", next)) }
        let answer = try await send(request)
        let metadata = answer.body["metadata"]
        let member = answer.body["kind"]?.string == "Table" ? "rows" : "items"
        // A server that is written in Go may say null for an empty list.
        guard let items = answer.body[member]?.array ?? (answer.body[member] == .null ? [] : nil) else {
            throw unexpected(request.path, "it has no '\(member)'")
        }
        guard items.allSatisfy({ $0.object != nil }) else {
            throw unexpected(request.path, "one of its '\(member)' is no object")
        }
        let page = ObjectPage(
            items: items, resourceVersion: metadata?["resourceVersion"]?.string ?? "",
            next: metadata?["continue"]?.string.flatMap { $0.isEmpty ? nil : $0 },
            remaining: metadata?["remainingItemCount"]?.int.flatMap(Int.init(exactly:)), warnings: answer.warnings)
        if page.next == nil, let missing = page.remaining, missing > 0 {
            throw unexpected(
                request.path, "the list ends early: it says that \(missing) more follow, and not how to ask")
        }
        return (page, answer)
    }
}

/// How far the pages of one list have been read.
private struct ListProgress {
    /// Objects of all pages; a server that has more goes on for ever.
    private static let maximumCount = 500_000

    /// The same in bytes.
    let maximumSize: Int
    private var count = 0
    private var size = 0
    /// What the last page said to ask for the next with; nil before the first page and after the last.
    private(set) var next: String?

    init(maximumSize: Int) { self.maximumSize = maximumSize }

    /// Takes a page whose text has that many bytes.
    ///
    /// - Returns: what shows that the list does not end, such as ": two pages are followed by the same".
    mutating func note(_ page: ObjectPage, size: Int) -> String? {
        if page.next != nil, page.next == next { return ": two pages are followed by the same" }
        if page.next != nil, page.items.isEmpty { return ": a page has nothing, and says that more follows" }
        count += page.items.count
        self.size += size
        next = page.next
        if count > Self.maximumCount { return ": it has \(count) objects by now" }
        if self.size > maximumSize { return ": it has \(self.size >> 20) MiB by now" }
        return nil
    }
}
