extension Duration {
    /// The whole seconds, and the whole milliseconds of the rest.
    package var secondsAndMilliseconds: (seconds: Int64, milliseconds: Int64) {
        (components.seconds, components.attoseconds / 1_000_000_000_000_000)
    }
}
