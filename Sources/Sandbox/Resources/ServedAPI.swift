internal import GatewayAPI

/// What a sandbox serves: everything, with TCPRoutes as one release and channel of Gateway API have them.
struct ServedAPI: Sendable {
    let release: GatewayAPITarget.Release
    let channel: GatewayAPITarget.Channel
    let resources: [Resource]
    /// Versions that definitions list and nobody serves.
    let unserved: [Resource]
    /// The groups of what is served.
    let groups: [APIGroup]

    /// The newest release with its experimental channel.
    static let newest = ServedAPI(release: .v1_6, channel: .experimental)

    init(release: GatewayAPITarget.Release, channel: GatewayAPITarget.Channel) {
        self.release = release
        self.channel = channel
        let targets = [GatewayAPITarget.APIVersion.v1, .v1alpha2].map {
            GatewayAPITarget(release: release, channel: channel, version: $0)
        }.filter { $0.unavailability == nil }
        let others = Resource.all.filter { $0.collection != Resource.tcpRouteCollection }
        resources = others + targets.filter(\.isServed).map(Resource.tcpRoute)
        unserved = targets.filter { !$0.isServed }.map(Resource.tcpRoute)
        groups = resources.reduce(into: []) { [resources] groups, resource in
            if !groups.contains(where: { $0.name == resource.group }) {
                groups.append(APIGroup(resource.group, resources))
            }
        }
    }

    /// What is served under paths of former times, too, and is not told of.
    private static let legacy: [Resource] = [.legacyOpenShiftRoute]

    func find(root: Resource.Root, group: String, version: String, plural: String) -> Resource? {
        let candidates = root == .current ? resources : Self.legacy
        return candidates.first { $0.group == group && $0.version == version && $0.plural == plural }
    }

    /// The resources of one version of a group.
    func resources(group: String, version: String) -> [Resource] {
        resources.filter { $0.group == group && $0.version == version }
    }
}
