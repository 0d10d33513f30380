internal import Documents

extension DocumentLoader {
    /// A mapping or list that has begun and not ended.
    struct OpenCollection {
        let isMapping: Bool
        let isFlow: Bool
        let anchor: String?
        let index: Int
        var childCount = 0
        /// Levels of nesting inside, aliases expanded.
        var height = 0
        /// The place of a merge key whose value comes next.
        var mergeKey: (start: Int, end: Int)?
    }

    enum Anchor {
        /// Of a collection that has not ended.
        case open
        /// A node that has ended, and what it means where it is a scalar.
        case done(DocumentBuilder.Anchor, height: Int, scalar: ResolvedScalar?)
    }
}
