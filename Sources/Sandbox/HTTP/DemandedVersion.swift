/// Which version a read is to show, by `resourceVersion` and `resourceVersionMatch`.
struct DemandedVersion: Sendable {
    /// 0 where any version will do.
    private let number: UInt64
    /// Whether it is to be that version, and not one that is newer.
    private let isExact: Bool

    /// Of a list whose parameters `ListOptions` has checked.
    init(list query: Query) {
        number = query["resourceVersion"].flatMap { UInt64($0) } ?? 0
        let match = query["resourceVersionMatch"] ?? ""
        // Pages of a list at a version were exact before there was a word for it.
        let isPaged = query["limit"].flatMap { Int64($0) }.map { $0 > 0 } ?? false
        isExact = number > 0 && (match == "Exact" || match.isEmpty && isPaged)
    }

    /// Of the read of one object.
    ///
    /// - Throws: 500 for what is no number, as a watch of it.
    init(object query: Query) throws(APIFailure) {
        let text = query["resourceVersion"] ?? ""
        guard let number = text.isEmpty ? 0 : UInt64(text) else { throw .noVersion(text) }
        self.number = number
        isExact = false
    }

    /// - Returns: the version to show; nil for the current one.
    /// - Throws: 504 for a version that is still to come.
    func exact(current: Int) throws(APIFailure) -> Int? {
        guard number <= UInt64(clamping: current) else { throw .versionTooLarge(number, current: current) }
        return isExact ? Int(number) : nil
    }
}
