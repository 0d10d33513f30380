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
        min(max(terminalColumns ?? 80, 40), 100)
    }

    /// The columns of the terminal, or what `COLUMNS` says; nil where there is neither.
    var terminalColumns: Int? { environment["COLUMNS"].flatMap(Int.init) ?? columnsOfDevice }

    private var columnsOfDevice: Int? {
        var size = winsize()
        guard isOutputTerminal, ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }
}
