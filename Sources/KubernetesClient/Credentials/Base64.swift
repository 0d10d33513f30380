internal import FoundationEssentials

/// Base64 as Go's `encoding/json` reads it: line breaks do not count, everything else has to be right.
enum Base64 {
    /// The bytes of a text; nil for one that is no base64.
    static func decode(_ text: String) -> [UInt8]? {
        let packed = text.utf8.filter { $0 != 0x0A && $0 != 0x0D }
        return Data(base64Encoded: Data(packed)).map { [UInt8]($0) }
    }

    static func encode(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }
}
