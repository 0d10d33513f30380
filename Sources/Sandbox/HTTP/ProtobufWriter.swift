/// Writes the messages of protobuf.
struct ProtobufWriter {
    private(set) var bytes: [UInt8] = []

    mutating func text(_ number: Int, _ text: String) { field(number, Array(text.utf8)) }

    mutating func message(_ number: Int, _ build: (inout ProtobufWriter) -> Void) {
        var inner = ProtobufWriter()
        build(&inner)
        field(number, inner.bytes)
    }

    mutating func number(_ number: Int, _ value: Int64) {
        variable(UInt64(number) << 3)
        variable(UInt64(bitPattern: value))
    }

    /// Writes bytes: a text, a message, or what is neither.
    mutating func field(_ number: Int, _ content: [UInt8]) {
        variable(UInt64(number) << 3 | 2)
        variable(UInt64(content.count))
        bytes += content
    }

    private mutating func variable(_ number: UInt64) {
        var rest = number
        while rest > 0x7F {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }
}
