import Diagnostics
import Documents
import GatewayAPI
import Manifests
import Testing
import Values

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Compares verdicts with those of a real API server, recorded in `../shared/conformance` beside the checkout.
struct ConformanceTests {
    struct Case: Sendable {
        let id: String
        let manifest: String
        let verdicts: [String: Bool]
        let spec: Value?
        let causes: [String]
    }

    static let path = {
        let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(4).joined(separator: "/")
        return root + "/shared/conformance/manifests.jsonl"
    }()

    static let cases: [Case] = readLines(path).compactMap { line in
        guard let value = try? JSONReader.value(line), let id = value["id"]?.string,
            let manifest = value["manifest"]?.string
        else { return nil }
        let verdicts = (value["verdicts"]?.object ?? [:]).map { ($0.key, $0.value == "accept") }
        return Case(
            id: id, manifest: manifest, verdicts: Dictionary(uniqueKeysWithValues: verdicts), spec: value["spec"],
            causes: (value["causes"]?.array ?? []).compactMap { $0["field"]?.string })
    }

    static let available = access(path, R_OK) == 0

    static let columns: [(name: String, target: GatewayAPITarget)] = {
        let releases = GatewayAPITarget.Release.allCases
        let patches = ["v0.8.1", "v1.0.0", "v1.1.1", "v1.2.1", "v1.3.0", "v1.4.1", "v1.5.1", "v1.6.1"]
        let experimental = zip(releases, patches).map { release, patch in
            (
                "\(patch)/experimental/v1alpha2",
                GatewayAPITarget(release: release, channel: .experimental, version: .v1alpha2)
            )
        }
        return experimental + [
            ("v1.6.1/standard/v1", GatewayAPITarget(release: .v1_6, channel: .standard, version: .v1)),
            ("v1.6.1/experimental/v1", GatewayAPITarget(release: .v1_6, channel: .experimental, version: .v1)),
        ]
    }()

    @Test(.enabled(if: available, "needs ../shared/conformance"), arguments: columns.map(\.name))
    func verdictsAgree(column: String) async throws {
        let target = try #require(Self.columns.first { $0.name == column }).target
        var disagreements: [String] = []
        for example in Self.cases {
            let accepted = await Self.judge(example, target).isValid
            if accepted != example.verdicts[column] { disagreements.append(example.id) }
        }
        print("\(column): \(Self.cases.count - disagreements.count) of \(Self.cases.count) verdicts agree")
        #expect(Self.cases.count > 0)
        #expect(disagreements.isEmpty, "\(column)")
    }

    @Test(.enabled(if: available, "needs ../shared/conformance"))
    func refusedFieldsAreCovered() async {
        var missed: [String] = []
        var count = 0
        for example in Self.cases {
            let fields = example.causes.filter { $0.hasPrefix("spec") }.map { FieldPath(stringLiteral: $0) }
            guard !fields.isEmpty else { continue }
            let errors = await Self.judge(example, .standard).diagnostics.filter { $0.severity == .error }
                .compactMap(\.path)
            for field in fields {
                count += 1
                if !errors.contains(where: { $0.isInside(field) }) { missed.append("\(example.id) \(field)") }
            }
        }
        print("fields of the server's causes: \(count - missed.count) of \(count) covered")
        #expect(missed.isEmpty)
    }

    @Test(.enabled(if: available, "needs ../shared/conformance"))
    func renderedSpecsEqualStoredOnes() async {
        var different: [String] = []
        var count = 0
        for example in Self.cases {
            guard let spec = example.spec else { continue }
            count += 1
            let route = await Self.judge(example, .standard).routes.first
            if !(route.map { ($0.rendered(.v1alpha2)["spec"] ?? .null).isEquivalent(to: spec) } ?? false) {
                different.append(example.id)
            }
        }
        print("rendered specs: \(count - different.count) of \(count) equal the stored ones")
        #expect(different.isEmpty)
    }

    private static func judge(_ example: Case, _ target: GatewayAPITarget) async -> ManifestSet {
        var options = ManifestOptions()
        options.target = target
        return await ManifestSet.load([.text(SourceFile(name: example.id, text: example.manifest))], options)
    }

    private static func readLines(_ path: String) -> [[UInt8]] {
        guard let file = fopen(path, "r") else { return [] }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = fread(&chunk, 1, chunk.count, file), count > 0 { bytes += chunk[..<count] }
        return bytes.split(separator: 0x0A).map(Array.init)
    }
}
