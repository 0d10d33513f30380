internal import Values

/// Namespaces in the API's protobuf encoding, which kubectl sends for the kinds that it knows.
enum NamespaceProtobuf {
    static let mediaType = "application/vnd.kubernetes.protobuf"

    private static let magic: [UInt8] = [0x6B, 0x38, 0x73, 0x00]

    /// Reads an enveloped object (apimachinery `runtime.Unknown`) and, for a namespace, the fields that users write.
    ///
    /// - Returns: nil for bytes that are none.
    static func decode(_ bytes: [UInt8]) -> Value? {
        guard bytes.starts(with: magic), let envelope = ProtobufMessage(bytes[magic.count...]),
            let type = envelope.message(1), let namespace = envelope.message(2)
        else { return nil }
        let metadata = namespace.message(1)
        var members: Object = [:]
        for (name, number) in [("name", 1), ("generateName", 2), ("uid", 5), ("resourceVersion", 6)] {
            guard let text = metadata?.text(number), !text.isEmpty else { continue }
            members[name] = .string(text)
        }
        for (name, number) in [("labels", 11), ("annotations", 12)] {
            let entries = metadata?.messages(number).map { ($0.text(1) ?? "", Value.string($0.text(2) ?? "")) } ?? []
            if !entries.isEmpty { members[name] = .object(Object(entries)) }
        }
        return [
            "apiVersion": .string(type.text(1) ?? ""), "kind": .string(type.text(2) ?? ""),
            "metadata": .object(members),
        ]
    }
}

/// The fields of a protobuf message that hold bytes: texts and messages; numbers are passed over.
private struct ProtobufMessage {
    private var fields: [(number: Int, bytes: ArraySlice<UInt8>)] = []

    /// - Returns: nil for bytes that are no message.
    init?(_ bytes: ArraySlice<UInt8>) {
        var rest = bytes
        while !rest.isEmpty {
            guard let tag = Self.number(&rest) else { return nil }
            let size: Int
            switch tag & 7 {
            case 0:
                guard Self.number(&rest) != nil else { return nil }
                continue
            case 1: size = 8
            case 2:
                guard let length = Self.number(&rest) else { return nil }
                size = length
            case 5: size = 4
            default: return nil
            }
            guard size <= rest.count else { return nil }
            fields.append((tag >> 3, rest.prefix(size)))
            rest = rest.dropFirst(size)
        }
    }

    func text(_ number: Int) -> String? {
        fields.last { $0.number == number }.map { String(decoding: $0.bytes, as: UTF8.self) }
    }

    func message(_ number: Int) -> ProtobufMessage? {
        fields.last { $0.number == number }.flatMap { ProtobufMessage($0.bytes) }
    }

    func messages(_ number: Int) -> [ProtobufMessage] {
        fields.filter { $0.number == number }.compactMap { ProtobufMessage($0.bytes) }
    }

    /// A variable-length number of up to 56 bits, which is more than any length here.
    private static func number(_ bytes: inout ArraySlice<UInt8>) -> Int? {
        var result = 0
        for shift in stride(from: 0, to: 56, by: 7) {
            guard let byte = bytes.popFirst() else { return nil }
            result |= Int(byte & 0x7F) << shift
            if byte < 0x80 { return result }
        }
        // The rest of a negative number of ten bytes, whose value nobody asks for.
        while let byte = bytes.popFirst() { if byte < 0x80 { return result } }
        return nil
    }
}
