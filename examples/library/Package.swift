// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "library-example",
    platforms: [.macOS(.v15)],
    // Elsewhere: .package(url: "https://…/openmcf", from: "1.0.0", traits: [])
    // Without its traits the package is the library alone, which depends on no other package.
    dependencies: [.package(name: "openmcf", path: "../..", traits: [])],
    targets: [
        .executableTarget(
            name: "library-example", dependencies: [.product(name: "TCPRoutes", package: "openmcf")])
    ]
)
