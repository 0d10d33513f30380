package import Values

/// One thing that a doctor looked at, and how it is.
package struct Check: Sendable, Equatable {
    /// What is looked at, in the order in which it is.
    package enum Name: String, Sendable, CaseIterable {
        /// The manifests that the permissions are asked for.
        case manifests
        /// Kubeconfig, context and server.
        case configuration
        /// What there is to authenticate with: a plugin is asked for it.
        case credentials
        /// The address of the server's or the proxy's name.
        case name
        case proxy
        /// TCP to the server.
        case connection
        case tls
        /// Whether a Kubernetes API server answers, and which version.
        case server
        /// Whether the server accepts the credentials, and for whom.
        case authentication
        /// Whether TCPRoutes are served, and in which versions.
        case api
        /// The release and channel of Gateway API that is installed.
        case bundle
        /// Whether a namespace that routes go to exists.
        case namespace
        /// What may be done with the routes of a namespace.
        case permissions
        case clock
    }

    /// How what was looked at stands; the raw values are the words of the JSON report.
    package enum Outcome: String, Sendable, CaseIterable {
        case ok, warning, failed
        /// It was not looked at, because a check that it needs failed, or the server has nothing to look at.
        case skipped
    }

    /// What was looked at.
    package let name: Name
    /// How it stands.
    package let outcome: Outcome
    /// What was found, in a sentence without a final full stop.
    package let detail: String
    /// The one thing to do about it.
    package var help: String?
    /// The namespace that it is about.
    package var namespace: String?
    /// The failed check for which this one was skipped.
    package var obstacle: Name?
    /// What else there is to know, one sentence each.
    package var notes: [String] = []
    /// The same for programs.
    package var facts: Object = [:]

    package init(
        _ name: Name, _ outcome: Outcome, _ detail: String, help: String? = nil, namespace: String? = nil,
        notes: [String] = [], facts: Object = [:]
    ) {
        self.name = name
        self.outcome = outcome
        self.detail = detail
        self.help = help
        self.namespace = namespace
        self.notes = notes
        self.facts = facts
    }

    /// A check that was not made, because one that it needs failed.
    init(_ name: Name, without obstacle: Name) {
        self.init(name, .skipped, "not looked at, since '\(obstacle)' failed")
        self.obstacle = obstacle
    }
}
