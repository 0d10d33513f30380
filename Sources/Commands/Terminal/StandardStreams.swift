#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// Standard input, output and error as the process gets them from its parent.
enum StandardStreams {
    /// Opens those that are closed on `/dev/null`.
    ///
    /// Otherwise the next file that is opened, such as a journal, gets such a number, and what is printed goes into it.
    /// Results that nobody can get are a failure, as they are to other tools: standard output cannot be written to.
    static func openMissing() {
        for number in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(number, F_GETFD) < 0 {
            // The lowest free number is given, which is this one, since those below it are open.
            guard open("/dev/null", number == STDOUT_FILENO ? O_RDONLY : O_RDWR) == number else {
                exit(ExitStatus.failure.code)
            }
        }
    }
}
