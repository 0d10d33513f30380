extension String {
    /// The digits of a number with as many zeros before them as the width takes; longer ones as they are.
    package func zeroPadded(to width: Int) -> String {
        String(repeating: "0", count: max(0, width - utf8.count)) + self
    }
}
