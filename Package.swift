// swift-tools-version: 6.2
import PackageDescription

/// A layer of the tool: each may import only what stands in `dependencies` (see CONTRIBUTING.md).
func layer(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies)
}

func tests(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .testTarget(name: name + "Tests", dependencies: [.byName(name: name)] + dependencies)
}

let package = Package(
    name: "openmcf",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "openmcf", targets: ["openmcf"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.12.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.100.0"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.0"),
        .package(url: "https://github.com/apple/swift-nio-http2", from: "1.46.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.11.0"),
        // `traits: []` keeps full Foundation, and with it 50 MB of ICU, out of the binary.
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0", traits: []),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.0", traits: []),
    ],
    targets: [
        .systemLibrary(
            name: "CLibYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"]), .brew(["libyaml"])]),
        layer("Values"),
        layer("Diagnostics", ["Values"]),
        layer("Documents", ["Diagnostics"]),
        layer("YAML", ["CLibYAML", "Documents"]),
        layer("Files", ["Values", .product(name: "SystemPackage", package: "swift-system")]),
        layer("Schemas", ["Documents"]),
        layer("GatewayAPI", ["Schemas"]),
        layer("Routing", ["GatewayAPI"]),
        layer("Manifests", ["YAML", "Routing"]),
        layer("FieldOwnership", ["Schemas"]),
        layer("Planning", ["FieldOwnership", "Routing"]),
        layer("Pictures", ["Planning"]),
        layer(
            "DataPlane",
            [
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "SystemPackage", package: "swift-system"),
            ]),
        layer("State", ["Files", "Documents"]),
        layer(
            "KubernetesClient",
            [
                "YAML", "Files",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPCompression", package: "swift-nio-extras"),
                .product(name: "NIOHTTP2", package: "swift-nio-http2"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "NIOTLS", package: "swift-nio"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ]),
        layer("Applying", ["Planning", "State", "KubernetesClient", "Manifests"]),
        layer(
            "Sandbox",
            [
                "GatewayAPI", "FieldOwnership", "Files", "YAML",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ]),
        layer(
            "Commands",
            [
                "Applying", "Pictures", "Sandbox", "Files",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ]),
        .executableTarget(name: "openmcf", dependencies: ["Commands"]),
        .executableTarget(name: "routing-benchmark", dependencies: ["Routing"], path: "Benchmarks/Routing"),
        tests("Diagnostics"),
        tests("Values", ["TestSupport"]),
        tests("Documents", ["TestSupport"]),
        tests("YAML", ["TestSupport"]),
        tests("Schemas", ["GatewayAPI", "TestSupport"]),
        tests("GatewayAPI", ["Manifests", "YAML", "TestSupport"]),
        tests("Routing", ["YAML", "TestSupport"]),
        tests("Pictures", ["Manifests"]),
        tests("Manifests", ["TestSupport"]),
        tests("FieldOwnership", ["GatewayAPI"]),
        tests("Planning", ["YAML", "TestSupport"]),
        tests("Files"),
        tests("DataPlane", ["TestSupport"]),
        tests("State", ["Files"]),
        tests("Sandbox", ["Files"]),
        tests(
            "KubernetesClient",
            [
                "Sandbox", "TestSupport",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ]),
        // Plans are applied to the sandbox's API server, which a test can make fail.
        tests("Applying", ["Sandbox", "TestSupport"]),
        // The tests run the program itself, so it has to be built before them.
        tests("Commands", ["openmcf", "TestSupport"]),
        .target(
            name: "TestSupport",
            dependencies: [
                "Documents",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTP2", package: "swift-nio-http2"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            path: "Tests/TestSupport"),
    ]
)

// `scripts/fuzz` sets this: the fuzz target needs other compiler flags, and of the layers only those it feeds.
if Context.environment["OPENMCF_FUZZ"] != nil {
    let layers = [
        "CLibYAML", "Values", "Diagnostics", "Documents", "YAML", "Schemas", "GatewayAPI", "Routing", "Manifests",
    ]
    package.targets.removeAll { !layers.contains($0.name) }
    package.targets.append(.executableTarget(name: "Fuzz", dependencies: ["Manifests"], path: "Tests/Fuzz"))
    package.products = []
    package.dependencies = []
}

// https://github.com/swiftlang/swift-evolution: SE-0335, SE-0409, SE-0444, SE-0461.
let upcomingFeatures = [
    "ExistentialAny", "InternalImportsByDefault", "MemberImportVisibility", "NonisolatedNonsendingByDefault",
]

for target in package.targets where target.type != .system {
    target.swiftSettings = upcomingFeatures.map { .enableUpcomingFeature($0) }
}
