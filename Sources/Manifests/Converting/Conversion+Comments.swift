internal import Documents
internal import Values
internal import YAML

extension [Conversion] {
    private struct DocumentKey: Hashable {
        let source: ObjectIdentifier
        let number: Int
    }

    /// Puts what stands above and behind everything in a document at its first and last manifest, and counts what is
    /// lost of each document that something is converted of.
    ///
    /// - Parameter manifests: what each is the conversion of.
    mutating func placeSharedComments(of manifests: [Manifest]) {
        var documents: [DocumentKey: [Int]] = [:]
        for (index, manifest) in manifests.enumerated() where !self[index].manifests.isEmpty {
            guard let source = manifest.sourceComments else { continue }
            documents[DocumentKey(source: ObjectIdentifier(source), number: manifest.document.number), default: []]
                .append(index)
        }
        /// The first manifest of each source, with the number of its document.
        var firsts: [ObjectIdentifier: (number: Int, index: Int)] = [:]
        for (key, indices) in documents {
            let indices = indices.sorted { manifests[$0].item ?? 0 < manifests[$1].item ?? 0 }
            guard let first = indices.first, let last = indices.last else { continue }
            if key.number < firsts[key.source]?.number ?? .max { firsts[key.source] = (key.number, first) }
            guard let comments = manifests[first].sourceComments?.documents[key.number] else { continue }
            self[first].manifests[0].comments.surround(above: comments.head)
            self[last].manifests[0].comments.surround(below: comments.tail)
            let carried = indices.flatMap { self[$0].manifests }.reduce(0) { $0 + $1.comments.count }
            self[first].manifests[0].lostComments = comments.count - carried
        }
        for (_, index) in firsts.values {
            guard let comments = manifests[index].sourceComments else { continue }
            self[index].manifests[0].comments.surround(above: comments.head)
            self[index].manifests[0].lostComments += comments.headCount - comments.head.count
        }
    }
}
