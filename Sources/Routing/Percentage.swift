/// Percentages without floating point.
package enum Percentage {
    /// `30 %`, `33.3 %`; what is more than nothing and less than all never reads as if it were.
    package static func text(_ part: Int64, of whole: Int64) -> String {
        guard whole > 0, part > 0 else { return "0 %" }
        guard part < whole else { return "100 %" }
        // Weights of a million are far from where a product of 1,000 overflows; what is larger loses its last bits.
        let shift = max(0, 14 - whole.leadingZeroBitCount)
        let tenths = ((part >> shift) * 1000 + (whole >> shift) / 2) / (whole >> shift)
        guard tenths > 0 else { return "< 0.1 %" }
        guard tenths < 1000 else { return "> 99.9 %" }
        return tenths % 10 == 0 ? "\(tenths / 10) %" : "\(tenths / 10).\(tenths % 10) %"
    }
}
