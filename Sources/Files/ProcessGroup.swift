/// The processes that a child process has started, with itself as their leader.
package enum ProcessGroup {
    /// Ends them all for good; that there is none any more is no error.
    package static func kill(leader: Int32) { SystemCalls.killGroup(of: leader) }
}
