package import Values

/// The cluster that a plan was made for, as people and programs are told it.
package struct PlannedCluster: Sendable, Equatable {
    /// The server's URL; of plans that earlier versions saved, with the UID behind it; of a sandbox that is not there
    /// yet, a text that says so.
    package let server: String
    /// The kubeconfig's context; nil where none was used.
    package let context: String?
    /// The UID of `kube-system`; nil where it may not be read.
    package let uid: String?
    /// Whether it is the API server in this program, whose address is another one in each run.
    package let isSandbox: Bool

    package init(server: String, context: String? = nil, uid: String? = nil, isSandbox: Bool = false) {
        self.server = server
        self.context = context
        self.uid = uid
        self.isSandbox = isSandbox
    }

    /// A sandbox that the first apply to it makes, with a UID of its own.
    package static func newSandbox(in folder: String) -> PlannedCluster {
        PlannedCluster(
            server: "the sandbox in \(folder), which is not there yet", uid: newSandboxUID, isSandbox: true)
    }

    private static let newSandboxUID = "new-sandbox"

    /// Whether this is the stand-in for a sandbox that the first apply makes.
    package var isNewSandbox: Bool { isSandbox && uid == Self.newSandboxUID }

    /// Whether both are known to be two different clusters: by their UIDs, or else by their addresses.
    package func isOther(than cluster: PlannedCluster) -> Bool {
        if let uid, let otherUID = cluster.uid { return uid != otherUID }
        return server != cluster.server
    }

    /// The members of a JSON document that name a cluster; where there is none, that is said.
    package static func members(_ cluster: PlannedCluster?) -> Object {
        guard let cluster else { return ["cluster": .null] }
        var members: Object = ["cluster": .string(cluster.inFull)]
        members["context"] = cluster.context.map(Value.string)
        if !cluster.isNewSandbox { members["server"] = .string(cluster.server) }
        members["clusterUID"] = cluster.uid.map(Value.string)
        if cluster.isSandbox { members["sandbox"] = true }
        return members
    }

    /// Reads what `members` made; nil where there was no cluster.
    init?(_ document: Value) {
        guard let text = document["cluster"]?.string else { return nil }
        self.init(
            server: document["server"]?.string ?? text, context: document["context"]?.string,
            uid: document["clusterUID"]?.string, isSandbox: document["sandbox"]?.bool ?? false)
    }
}

extension PlannedCluster {
    /// The address, with what tells clusters of one address apart.
    package var inFull: String { server + (isNewSandbox ? "" : uid.map { " (uid \($0))" } ?? "") }
}

extension PlannedCluster: CustomStringConvertible {
    /// Such as `context prod (https://10.0.0.1:6443)`.
    package var description: String {
        if isNewSandbox { return server }
        if isSandbox { return "the sandbox" }
        return context.map { "context \($0) (\(server))" } ?? server
    }
}
