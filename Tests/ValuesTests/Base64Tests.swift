import Testing
import Values

struct Base64Tests {
    @Test(arguments: [
        ("", ""), ("QQ==", "A"), ("QUI=", "AB"), ("QUJD", "ABC"), ("QU\nJD\r\n", "ABC"),
        // The bits that are over are not looked at, as in Go.
        ("QR==", "A"),
    ])
    func texts(text: String, expected: String) {
        #expect(Base64.decode(text) == Array(expected.utf8))
    }

    @Test(arguments: [
        "Q", "QQ", "QQ=", "QQ===", "====", "=QQ=", "QQ==QQ==", "QQ=A", "Q=Q=", "Q Q==", "Q-_=", "*", "QUJD=",
    ])
    func noBase64(text: String) { #expect(Base64.decode(text) == nil) }

    @Test func whatIsEncodedIsDecoded() {
        for length in 0..<20 {
            let bytes = (0..<length).map { UInt8($0 * 37 & 255) }
            #expect(Base64.decode(Base64.encode(bytes)) == bytes)
            #expect(Base64.decodeURLSafe(Base64.encodeURLSafe(bytes)) == bytes)
        }
    }

    /// The alphabet of tokens and of what stands in a URL.
    @Test func inURLs() {
        #expect(Base64.encodeURLSafe([0xFB, 0xFF, 0xFE, 0x01]) == "-__-AQ")
        #expect(Base64.decodeURLSafe("-__-AQ") == [0xFB, 0xFF, 0xFE, 0x01])
        #expect(Base64.decodeURLSafe("-__-AQ==") == [0xFB, 0xFF, 0xFE, 0x01])
        #expect(Base64.decodeURLSafe("+//+AQ") == nil)
        #expect(Base64.decodeURLSafe("*") == nil)
    }

    @Test func identitiesAreRandom() {
        let text = RandomUUID.text()
        #expect(text.split(separator: "-").map(\.count) == [8, 4, 4, 4, 12])
        #expect(Array(text)[14] == "4" && text == text.lowercased())
        #expect(text != RandomUUID.text())
    }
}
