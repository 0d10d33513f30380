#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

extension CommandContext {
    /// How many columns a text on standard output may take: the terminal's, but no more than reads well.
    ///
    /// `COLUMNS` overrides what the terminal says; elsewhere it is 80.
    var outputWidth: Int {
        let columns = environment["COLUMNS"].flatMap(Int.init) ?? terminalColumns ?? 80
        return min(max(columns, 40), 100)
    }

    private var terminalColumns: Int? {
        var size = winsize()
        guard isOutputTerminal, ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }
}
