/// Where a listener's connections go.
///
/// The backend is chosen when a connection is accepted, and stays for its life.
package struct ForwardingTable: Sendable, Hashable {
    /// What its connections are counted under; nil where nobody serves the listener.
    package var route: String?
    /// Where the weights sum to 0, as in an empty list, every connection is rejected.
    package var backends: [ForwardingBackend]

    package init(route: String? = nil, backends: [ForwardingBackend] = []) {
        self.route = route
        self.backends = backends
    }
}
