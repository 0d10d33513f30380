#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// How many processors there are to work on.
enum ProcessorCount {
    static let value = max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
}
