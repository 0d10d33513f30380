/// How objects are converted.
package struct ConversionOptions: Sendable {
    /// The Gateway whose listeners, each named after its route, routes get that have none yet.
    package var gateway: GatewayName?
    /// The version of TCPRoute that the routes go to, where that allows less.
    package var migration: RouteMigration?
    /// Whether what is refused is left out, with warnings.
    package var skipsRefused = false

    package init() {}
}
