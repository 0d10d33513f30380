/// A seam for tests: is asked before every system call that this module makes, and may let it fail.
///
/// What is on disk at that moment is what a process killed there would leave behind.
package enum FileFaults {
    /// Is given the step and the path, and returns the error number to fail with, or 0 to go on.
    package typealias Hook = @Sendable (_ operation: FileError.Operation, _ path: String) -> CInt

    /// Returns the error number to fail with, or 0 to go on; nil outside tests.
    @TaskLocal package static var beforeCall: Hook?

    static func check(_ operation: FileError.Operation, _ path: String) throws(FileError) {
        guard let number = beforeCall?(operation, path), number != 0 else { return }
        throw FileError(operation, path, number: number)
    }
}
