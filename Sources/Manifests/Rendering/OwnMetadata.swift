internal import Values

/// The labels and annotations that openmcf gives to what it renders.
enum OwnMetadata {
    /// Keys that steer openmcf and its relatives and are not carried over.
    static func isReserved(_ key: String) -> Bool {
        guard let slash = key.firstIndex(of: "/") else { return false }
        let domain = key[..<slash]
        return ["openmcf.org", "planton.dev", "planton.ai"].contains { domain == $0 || domain.hasSuffix("." + $0) }
    }

    static func labels(for name: String) -> [(String, Value)] {
        var labels: [(String, Value)] = [("app.kubernetes.io/name", "tcproute")]
        // A name may be longer than a label value: then the label is left out.
        if name.utf8.count <= 63 { labels.append(("app.kubernetes.io/instance", .string(name))) }
        labels.append(("app.kubernetes.io/component", "tcproute"))
        labels.append(("app.kubernetes.io/managed-by", "openmcf"))
        return labels
    }
}
