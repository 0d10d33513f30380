extension UInt8 {
    /// Whether it is a digit of ASCII.
    package var isASCIIDigit: Bool { (0x30...0x39).contains(self) }
    /// Whether it is a letter of ASCII, small or capital.
    package var isASCIILetter: Bool { (0x61...0x7A).contains(self | 0x20) }
    /// Whether it is a letter or a digit of ASCII.
    package var isASCIILetterOrDigit: Bool { isASCIILetter || isASCIIDigit }
}
