internal import Files
internal import Values

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// Points in time as the API writes them.
enum Time {
    static func now() -> Int { time(nil) }

    static func text(_ seconds: Int) -> String { Timestamp.text(secondsSince1970: seconds) }

    /// The seconds since 1970 of an RFC 3339 time in UTC, `2026-01-31T12:00:00Z`; nil for anything else.
    static func seconds(_ text: String) -> Int? {
        text.hasSuffix("Z") ? RFC3339.seconds(text).map { Int($0) } : nil
    }
}

/// Identities of objects.
enum UID {
    /// A random UUID (RFC 9562, version 4).
    static func random() -> String {
        var bytes = (0..<16).map { _ in UInt8.random(in: .min ... .max) }
        bytes[6] = bytes[6] & 0x0F | 0x40
        bytes[8] = bytes[8] & 0x3F | 0x80
        var text = ""
        for (index, byte) in bytes.enumerated() {
            if [4, 6, 8, 10].contains(index) { text += "-" }
            text += (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }
        return text
    }

    /// What the server appends to `generateName`: letters and digits that spell no words.
    static func nameSuffix() -> String {
        let letters = Array("bcdfghjklmnpqrstvwxz2456789")
        return String((0..<5).map { _ in letters.randomElement() ?? "x" })
    }
}
