internal import Documents
internal import Values

/// Objects in the API's protobuf encoding, in which kubectl and other typed clients speak of the kinds that they know.
enum ProtobufObject {
    static let mediaType = "application/vnd.kubernetes.protobuf"

    /// What every message of the API begins with.
    static let magic: [UInt8] = [0x6B, 0x38, 0x73, 0x00]

    /// Reads an enveloped object (apimachinery `runtime.Unknown`) with the fields of a layout.
    ///
    /// - Returns: nil for bytes that are none.
    static func decode(_ bytes: [UInt8], _ layout: ProtobufLayout) -> Value? {
        guard bytes.starts(with: magic), let envelope = ProtobufMessage(bytes[magic.count...]),
            let type = envelope.message(1), let message = envelope.message(2)
        else { return nil }
        var object: Object = ["apiVersion": .string(type.text(1) ?? ""), "kind": .string(type.text(2) ?? "")]
        object.merge(members(message, layout))
        return .object(object)
    }

    private static func members(_ message: ProtobufMessage, _ layout: ProtobufLayout) -> Object {
        var object: Object = [:]
        for field in layout.fields { object[field.name] = value(of: field, in: message) }
        return object
    }

    /// - Returns: nil for a field that is not there, or has what its type has of itself.
    private static func value(of field: ProtobufLayout.Field, in message: ProtobufMessage) -> Value? {
        switch field.kind {
        case .text: message.text(field.number).flatMap { $0.isEmpty ? nil : .string($0) }
        case .texts: list(message.texts(field.number).map(Value.string))
        case .number: message.number(field.number).flatMap { $0 == 0 ? nil : .int($0) }
        case .flag: message.number(field.number).flatMap { $0 == 0 ? nil : true }
        case .optionalFlag: message.number(field.number).map { .bool($0 != 0) }
        case .numberOrText: message.message(field.number).flatMap(numberOrText)
        case .optionalText: message.text(field.number).map(Value.string)
        case .optionalNumber: message.number(field.number).map(Value.int)
        case .time:
            message.message(field.number)?.number(1).map { .string(RFC3339.text(secondsSince1970: Int($0))) }
        case .json:
            message.message(field.number).flatMap { try? JSONReader.value($0.bytes(1)) }
        case .microTime:
            message.message(field.number).map {
                .string(MicroTime.text(seconds: $0.number(1) ?? 0, nanoseconds: $0.number(2) ?? 0))
            }
        case .map: entries(message.messages(field.number)) { .string($0.text(2) ?? "") }
        case .bytesMap: entries(message.messages(field.number)) { .string(Base64.encode($0.bytes(2))) }
        case .message(let layout): message.message(field.number).map { .object(members($0, layout)) }
        case .messages(let layout): list(message.messages(field.number).map { .object(members($0, layout)) })
        }
    }

    private static func list(_ values: [Value]) -> Value? { values.isEmpty ? nil : .array(values) }

    private static func entries(_ messages: [ProtobufMessage], value: (ProtobufMessage) -> Value) -> Value? {
        guard !messages.isEmpty else { return nil }
        // Of two entries with one key the later counts.
        return .object(messages.reduce(into: [:]) { $0[$1.text(1) ?? ""] = value($1) })
    }

    private static func numberOrText(_ message: ProtobufMessage) -> Value? {
        message.number(1) ?? 0 == 0
            ? message.number(2).flatMap { $0 == 0 ? nil : .int($0) } : message.text(3).map(Value.string)
    }
}

/// The fields of a protobuf message: texts, messages and numbers.
private struct ProtobufMessage {
    private var fields: [(number: Int, bytes: ArraySlice<UInt8>)] = []
    private var numbers: [Int: Int64] = [:]

    /// - Returns: nil for bytes that are no message.
    init?(_ bytes: ArraySlice<UInt8>) {
        var rest = bytes
        while !rest.isEmpty {
            guard let tag = Self.number(&rest) else { return nil }
            let size: Int
            switch tag & 7 {
            case 0:
                guard let number = Self.number(&rest) else { return nil }
                numbers[tag >> 3] = Int64(number)
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

    func bytes(_ number: Int) -> [UInt8] { fields.last { $0.number == number }.map { Array($0.bytes) } ?? [] }

    func texts(_ number: Int) -> [String] {
        fields.filter { $0.number == number }.map { String(decoding: $0.bytes, as: UTF8.self) }
    }

    /// A number; what has more than 56 bits is cut off.
    func number(_ number: Int) -> Int64? { numbers[number] }

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
