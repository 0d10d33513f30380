/// Percent-encoding of the bytes that a part of a message cannot hold as they are.
enum PercentEncoding {
    /// What Go's `net/url` leaves as it is in a path.
    static let path = "-._~$&+,/:;=@"
    /// What a header's name may hold (RFC 9110), but for the sign of the encoding itself.
    static let headerName = "!#$&'*+-.^_`|~"

    static func encoded(_ text: some StringProtocol, keeping others: String) -> String {
        var result = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            case _ where others.utf8.contains(byte): result.unicodeScalars.append(Unicode.Scalar(byte))
            default: result += (byte < 16 ? "%0" : "%") + String(byte, radix: 16, uppercase: true)
            }
        }
        return result
    }
}
