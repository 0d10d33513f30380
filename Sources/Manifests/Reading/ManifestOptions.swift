package import GatewayAPI

/// How manifests are read and judged.
package struct ManifestOptions: Sendable {
    /// The release, channel and version that the routes are judged by.
    package var target = GatewayAPITarget.standard
    /// Whether the routes go to Gateway API's own group; what another one does with connections is not known.
    package var hasKnownEffect = true
    /// The values of `--set`, in the order in which they are applied.
    package var overrides: [Override] = []
    /// Outputs of routes that are applied already, as targets of references.
    package var outputs: [OutputsOfRoute] = []
    /// Routes that are applied already, against which those of the input are judged.
    package var applied: [RouteView] = []
    /// The namespace of TCPRoute objects that name none; without one such an object is an error.
    package var defaultNamespace: DefaultNamespace?
    /// Whether the valid routes are wanted, or only what is wrong.
    package var keepsRoutes = true
    /// Whether objects of every kind are wanted, for a cluster of our own: those that are no manifests are kept as they
    /// are, and a source needs no route.
    package var keepsObjects = false
    /// Whether Routes of OpenShift are read, to be converted; otherwise they are left alone.
    package var keepsOpenShiftRoutes = false
    /// Whether routes keep their comments, to be converted with them.
    package var keepsComments = false
    /// Whether a reference that leads nowhere is only warned of, for those who keep it as it is written.
    package var keepsReferences = false
    /// Whether TCPRoutes are judged by the target alone, whatever version they are spelled in: a server returns each in
    /// the one that it prefers, also those that this version does not allow.
    package var ignoresObjectVersions = false
    /// Whether routes that are invalid are left out, each told, instead of being errors.
    package var leavesOutInvalid = false
    /// How seriously warnings are taken.
    package var severities = SeverityPolicy()
    /// How many files are read and judged at once.
    package var concurrency = 2

    package init() {}
}
