internal import Documents
internal import Values

/// One line of the snapshot or the journal.
enum StoreRecord {
    /// What the first record of a file says.
    struct Header {
        let formatVersion: String
        /// What the file is of or, of a journal, what it goes on from.
        let revision: Int
        /// How many records follow in a snapshot.
        let count: Int?
        /// CRC-32 of everything in a snapshot that follows the header, its line break included.
        let checksum: Int64?
    }

    case header(Header)
    case put(StoredObject)
    case removal(StoredKey, version: Int)

    private static let format = "openmcf-sandbox"

    static func header(revision: Int, count: Int? = nil, checksum: Int64? = nil) -> [UInt8] {
        var members: Object = [
            "format": .string(format), "formatVersion": .string(FormatVersion.current),
            "resourceVersion": .string(String(revision)),
        ]
        members["count"] = count.map { .int(Int64($0)) }
        members["crc32"] = checksum.map { .int($0) }
        return JSONWriter.bytes(.object(members))
    }

    /// What is saved of a change.
    static func bytes(of event: StoreEvent) -> [UInt8] {
        event.kind == .deleted ? removal(of: event.object) : put(event.object)
    }

    static func put(_ object: StoredObject) -> [UInt8] {
        Array("{\"put\":\"\(object.key.collection.name)\",\"object\":".utf8) + object.json + Array("}".utf8)
    }

    static func removal(of object: StoredObject) -> [UInt8] {
        JSONWriter.bytes([
            "remove": .string(object.key.collection.name), "namespace": .string(object.key.namespace),
            "name": .string(object.key.name), "resourceVersion": .string(String(object.resourceVersion)),
        ])
    }

    /// The collection of that name, of those that are served.
    private static func collection(_ name: String) -> ObjectCollection? {
        Resource.of(ObjectCollection(name: name))?.collection
    }

    /// - Returns: nil when the line is none of these.
    init?(_ bytes: [UInt8]) {
        guard let value = try? JSONReader.value(bytes) else { return nil }
        let version = value["resourceVersion"]?.string.flatMap { Int($0) }
        if value["format"]?.string == Self.format, let format = value["formatVersion"]?.string {
            self = .header(
                Header(
                    formatVersion: format, revision: version ?? 0,
                    count: value["count"]?.int.flatMap(Int.init(exactly:)),
                    checksum: value["crc32"]?.int))
        } else if let collection = value["put"]?.string.flatMap(Self.collection),
            let object = value["object"].flatMap({ StoredObject(collection, $0) })
        {
            self = .put(object)
        } else if let collection = value["remove"]?.string.flatMap(Self.collection), let version,
            let name = value["name"]?.string
        {
            self = .removal(
                StoredKey(collection: collection, namespace: value["namespace"]?.string ?? "", name: name),
                version: version)
        } else {
            return nil
        }
    }
}
