package import GatewayAPI
package import Values

/// How a sandbox behaves.
package struct SandboxOptions: Sendable {
    /// How long to wait for another process that uses the same folder.
    package var lockTimeout = Duration.seconds(60)
    /// Is told once, in a sentence, when there is somebody to wait for.
    package var onWaiting: @Sendable (String) -> Void = { _ in }
    /// The command that others see as the user of the folder.
    package var command = "openmcf"
    /// How many connections are accepted at a time; others wait until one is closed.
    package var maximumConnections = 10_000
    /// Seconds since 1970; fixed in tests.
    package var clock: @Sendable () -> Int = { Int(WallClock.now) }
    /// A new object's identity; counted in tests.
    package var makeUID: @Sendable () -> String = RandomUUID.text
    /// How long an object whose deletion waits for its dependents stays visible.
    package var collectionDelay = Duration.milliseconds(500)
    /// The objects to start with, in plain data; what is there already stays, but for the fields that they name.
    package var objects: [Value] = []
    /// Whether nothing is kept: a folder that is missing is not made, and the data of one that is there are only read.
    package var keepsNothing = false
    /// Whether a sandbox in the foreground is all in memory: it has no folder, begins empty and leaves nothing behind.
    package var isEphemeral = false
    /// The release and channel of Gateway API whose TCPRoutes are served.
    package var gatewayAPI: (release: GatewayAPITarget.Release, channel: GatewayAPITarget.Channel) {
        get { (served.release, served.channel) }
        set { served = ServedAPI(release: newValue.release, channel: newValue.channel) }
    }
    /// What the release and channel come to: kinds, versions and schemas.
    private(set) var served = ServedAPI.newest
    /// Who may use the API; nil where everybody may do everything.
    package var tokens: TokenUsers?
    /// What goes wrong on purpose; nil for nothing.
    package var faults: FaultOptions?
    /// How Gateways carry connections while a sandbox runs in the foreground.
    package var gateways = GatewayOptions()

    package init() {}
}
