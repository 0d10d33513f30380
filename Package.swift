// swift-tools-version: 6.2
import PackageDescription

/// A layer of the tool: each may import only what stands in `dependencies` (see CONTRIBUTING.md).
func layer(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies)
}

/// A product of another package, which only the command line tool needs.
func external(_ name: String, _ package: String) -> Target.Dependency {
    .product(name: name, package: package, condition: .when(traits: ["CommandLineTool"]))
}

func tests(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .testTarget(name: name + "Tests", dependencies: [.byName(name: name)] + dependencies)
}

let package = Package(
    name: "openmcf",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "openmcf", targets: ["openmcf"]),
        .library(name: "TCPRoutes", targets: ["TCPRoutes"]),
    ],
    traits: [
        .trait(
            name: "CommandLineTool",
            description: "The program openmcf. Without it nothing is fetched for a user of the library."),
        .default(enabledTraits: ["CommandLineTool"]),
    ],
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
        .systemLibrary(name: "CMalloc"),
        layer("Values"),
        layer("Diagnostics", ["Values"]),
        layer("Documents", ["Diagnostics"]),
        layer("YAML", ["CLibYAML", "Documents"]),
        layer("Files", ["Values", external("SystemPackage", "swift-system")]),
        layer("Schemas", ["Documents"]),
        layer("GatewayAPI", ["Schemas"]),
        layer("TCPRoutes", ["GatewayAPI"]),
        layer("Routing", ["GatewayAPI"]),
        layer("Manifests", ["YAML", "Routing"]),
        layer("FieldOwnership", ["Schemas"]),
        layer("Planning", ["FieldOwnership", "Routing"]),
        layer("Pictures", ["Planning"]),
        layer(
            "DataPlane",
            [
                external("NIOCore", "swift-nio"),
                external("NIOPosix", "swift-nio"),
                external("SystemPackage", "swift-system"),
            ]),
        layer("State", ["Files", "Documents"]),
        layer(
            "KubernetesClient",
            [
                "YAML", "Files",
                external("NIOCore", "swift-nio"),
                external("NIOHTTP1", "swift-nio"),
                external("NIOHTTPCompression", "swift-nio-extras"),
                external("NIOHTTP2", "swift-nio-http2"),
                external("NIOPosix", "swift-nio"),
                external("NIOSSL", "swift-nio-ssl"),
                external("NIOTLS", "swift-nio"),
                external("Crypto", "swift-crypto"),
                external("Subprocess", "swift-subprocess"),
                external("SystemPackage", "swift-system"),
            ]),
        layer("Applying", ["Planning", "State", "KubernetesClient", "Manifests"]),
        layer(
            "Sandbox",
            [
                "Routing", "FieldOwnership", "Files", "YAML", "DataPlane",
                external("Hummingbird", "hummingbird"),
                external("HummingbirdCore", "hummingbird"),
                external("Crypto", "swift-crypto"),
                external("HTTPTypes", "swift-http-types"),
                external("Logging", "swift-log"),
                external("NIOCore", "swift-nio"),
                external("NIOHTTP1", "swift-nio"),
                external("NIOPosix", "swift-nio"),
                external("NIOSSL", "swift-nio-ssl"),
                external("ServiceLifecycle", "swift-service-lifecycle"),
                external("UnixSignals", "swift-service-lifecycle"),
            ]),
        layer(
            "Commands",
            [
                "Applying", "Pictures", "Sandbox", "Files", "CMalloc",
                external("ArgumentParser", "swift-argument-parser"),
                external("NIOCore", "swift-nio"),
                external("NIOHTTP1", "swift-nio"),
                external("Subprocess", "swift-subprocess"),
                external("UnixSignals", "swift-service-lifecycle"),
            ]),
        .executableTarget(name: "openmcf", dependencies: ["Commands"]),
        .executableTarget(name: "routing-benchmark", dependencies: ["Routing"], path: "Benchmarks/Routing"),
        .executableTarget(
            name: "generate-functions", dependencies: ["GatewayAPI"], path: "Tools/GenerateFunctions"),
        .executableTarget(
            name: "library-programs", dependencies: ["TCPRoutes", "Documents"], path: "Tests/LibraryPrograms"),
        tests("TCPRoutes", ["generate-functions", "library-programs", "TestSupport"]),
        tests("Diagnostics"),
        tests("Values", ["TestSupport"]),
        tests("Documents", ["TestSupport"]),
        tests("YAML", ["TestSupport"]),
        tests("Schemas", ["GatewayAPI", "TestSupport"]),
        tests("GatewayAPI", ["Manifests", "YAML", "TestSupport"]),
        tests("Routing", ["YAML", "TestSupport"]),
        tests("Pictures", ["GatewayAPI", "Manifests"]),
        tests("Manifests", ["TestSupport"]),
        tests("FieldOwnership", ["GatewayAPI"]),
        tests("Planning", ["YAML", "TestSupport"]),
        tests("Files", ["TestSupport"]),
        tests("DataPlane", ["TestSupport"]),
        tests("State", ["Files", "TestSupport"]),
        tests(
            "Sandbox",
            [
                "Files", "TestSupport",
                external("NIOCore", "swift-nio"),
                external("NIOEmbedded", "swift-nio"),
                external("NIOHTTP1", "swift-nio"),
                external("NIOPosix", "swift-nio"),
                external("NIOSSL", "swift-nio-ssl"),
            ]),
        tests(
            "KubernetesClient",
            [
                "Sandbox", "TestSupport",
                external("NIOCore", "swift-nio"),
                external("NIOHTTP1", "swift-nio"),
                external("NIOSSL", "swift-nio-ssl"),
            ]),
        // Plans are applied to the sandbox's API server, which a test can make fail.
        tests("Applying", ["SandboxSupport", "TestSupport"]),
        // The tests run the program itself, so it has to be built before them.
        tests("Commands", ["openmcf", "SandboxSupport", "TestSupport"]),
        .target(
            name: "TestSupport",
            dependencies: [
                "Documents",
                external("NIOCore", "swift-nio"),
                external("NIOPosix", "swift-nio"),
                external("NIOHTTP1", "swift-nio"),
                external("NIOHTTP2", "swift-nio-http2"),
                external("NIOSSL", "swift-nio-ssl"),
                external("Crypto", "swift-crypto"),
            ],
            path: "Tests/TestSupport"),
        .target(name: "SandboxSupport", dependencies: ["Sandbox", "TestSupport"], path: "Tests/SandboxSupport"),
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
