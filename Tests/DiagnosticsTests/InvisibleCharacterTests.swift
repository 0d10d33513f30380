import Diagnostics
import Testing

struct InvisibleCharacterTests {
    @Test(
        arguments: [
            ("\u{A0}", "U+00A0 no-break space", "\\u00a0"), ("\u{200B}", "U+200B zero width space", "\\u200b"),
            ("\u{2060}", "U+2060 word joiner", "\\u2060"), ("\u{FEFF}", "U+FEFF zero width no-break space", "\\ufeff"),
            ("\u{3000}", "U+3000 ideographic space", "\\u3000"), ("\u{AD}", "U+00AD soft hyphen", "\\u00ad"),
            ("\u{E0061}", "U+E0061 tag latin small letter a", "\\U000e0061"), ("\t", "U+0009 tab", "\\t"),
            ("\u{1}", "U+0001", "\\u0001"), ("\u{180E}", "U+180E mongolian vowel separator", "\\u180e"),
        ] as [(Unicode.Scalar, String, String)])
    func isNamed(scalar: Unicode.Scalar, name: String, escape: String) {
        let character = InvisibleCharacter(scalar)
        #expect(character?.help == "the text has a character that cannot be seen: \(name)")
        #expect(character?.escape == escape)
        #expect(InvisibleCharacter(firstIn: "aé\(scalar)\u{200C}")?.escape == escape)
    }

    @Test(arguments: ["a", " ", "~", "é", "名", "😀", "–", "“", "\u{301}", "５"] as [Unicode.Scalar])
    func isSeen(scalar: Unicode.Scalar) {
        #expect(InvisibleCharacter(scalar) == nil)
    }
}
