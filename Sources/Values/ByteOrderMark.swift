/// The mark U+FEFF, with which editors and PowerShell begin texts.
package enum ByteOrderMark {
    /// Its bytes in UTF-8.
    package static let utf8: [UInt8] = [0xEF, 0xBB, 0xBF]
}
