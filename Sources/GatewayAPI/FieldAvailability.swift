/// Which releases and channels of Gateway API have a field.
package struct FieldAvailability: Sendable {
    /// The target that was asked about.
    package let target: GatewayAPITarget
    /// All that have it, oldest first.
    package let targets: [GatewayAPITarget]

    package init(target: GatewayAPITarget, targets: [GatewayAPITarget]) {
        self.target = target
        self.targets = targets
    }

    /// Whether the target that was asked about has the field.
    package var isInTarget: Bool { targets.contains(target) }
    /// Whether every target that clusters serve has the field.
    package var isEverywhere: Bool { targets.count == GatewayAPITarget.served.count }

    /// The releases and channels, as `--gateway-api` takes them.
    package var releases: [String] {
        targets.map { "\($0.release)/\($0.channel)" }.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    /// `since v1.4, in the experimental channel only`.
    package var text: String {
        let all = GatewayAPITarget.served
        guard let first = targets.first?.release else { return "in no release" }
        // A field that was taken away again is in certain releases and not since one.
        let later = Set(all.filter { $0.release >= first }.map(\.release))
        var text = later == Set(targets.map(\.release)) ? "since \(first)" : "in \(releases.joined(separator: ", "))"
        let channels = Set(targets.map(\.channel))
        if channels.count == 1, let channel = channels.first { text += ", in the \(channel) channel only" }
        let versions = Set(targets.filter { $0.release == all.last?.release }.map(\.version))
        if versions.count == 1, let version = versions.first { text += ", in \(version) only" }
        return text
    }
}
