#if canImport(Glibc)
internal import CMalloc
#endif

/// The memory of files and answers, which are read whole.
enum LargeBuffers {
    /// Has them go back to the system as soon as they are let go.
    ///
    /// The GNU C library learns from the first of them to keep such room for later, which it then rarely finds a use
    /// for: an apply of 10,000 routes takes a fifth less without that. Others do not have the habit.
    static func returnWhenFreed() {
        #if canImport(Glibc)
        _ = mallopt(M_MMAP_THRESHOLD, 256 * 1024)
        #endif
    }
}
