internal import Values

extension ProtobufObject {
    /// The object in its envelope.
    static func encode(_ object: Value, _ layout: ProtobufLayout) -> [UInt8] {
        var envelope = ProtobufWriter()
        envelope.message(1) { type in
            type.text(1, object.text("apiVersion"))
            type.text(2, object.text("kind"))
        }
        envelope.message(2) { $0.members(of: object, layout) }
        return magic + envelope.bytes
    }

    /// An event of a watch (apimachinery `metav1.WatchEvent`) after its length in four bytes.
    static func frame(_ type: String, _ object: Value, _ layout: ProtobufLayout) -> [UInt8] {
        var event = ProtobufWriter()
        event.text(1, type)
        event.message(2) { $0.field(1, encode(object, layout)) }
        let length = UInt32(clamping: event.bytes.count)
        return (0..<4).map { UInt8(truncatingIfNeeded: length >> (24 - 8 * $0)) } + event.bytes
    }
}

extension ProtobufWriter {
    /// Writes the members of an object that a layout knows.
    fileprivate mutating func members(of object: Value, _ layout: ProtobufLayout) {
        for field in layout.fields {
            guard let value = object[field.name], !value.isNull else { continue }
            write(value, as: field.kind, field.number)
        }
    }

    private mutating func write(_ value: Value, as kind: ProtobufLayout.Kind, _ number: Int) {
        switch kind {
        case .text, .optionalText: text(number, value.string ?? "")
        case .texts: for element in value.array ?? [] { text(number, element.string ?? "") }
        case .number, .optionalNumber: self.number(number, value.int ?? 0)
        case .flag, .optionalFlag: self.number(number, value == true ? 1 : 0)
        case .time, .microTime: message(number) { $0.time(value.string ?? "") }
        case .numberOrText: message(number) { $0.numberOrText(value) }
        case .json: message(number) { $0.field(1, JSONWriter.bytes(value)) }
        case .map: entries(number, value) { Array(($0.string ?? "").utf8) }
        case .bytesMap: entries(number, value) { Base64.decode($0.string ?? "") ?? [] }
        case .message(let layout): message(number) { $0.members(of: value, layout) }
        case .messages(let layout):
            for element in value.array ?? [] { message(number) { $0.members(of: element, layout) } }
        }
    }

    private mutating func entries(_ number: Int, _ map: Value, _ content: (Value) -> [UInt8]) {
        for (key, value) in map.object ?? [:] {
            message(number) { entry in
                entry.text(1, key)
                entry.field(2, content(value))
            }
        }
    }

    private mutating func numberOrText(_ value: Value) {
        guard let text = value.string else { return number(2, value.int ?? 0) }
        number(1, 1)
        self.text(3, text)
    }

    private mutating func time(_ text: String) {
        guard let seconds = RFC3339.seconds(text) else { return }
        let whole = seconds.rounded(.down)
        number(1, Int64(whole))
        // To the microsecond; a double has no more.
        let micros = Int64(((seconds - whole) * 1_000_000).rounded())
        if micros > 0 { number(2, micros * 1000) }
    }
}
