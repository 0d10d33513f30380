import Diagnostics
import Dispatch
import Documents
import GatewayAPI
import Manifests
import Schemas
import Values
import YAML

/// Bytes as a manifest file: read, judged, rendered, written and read again.
enum ManifestProperties {
    private static let targets: [GatewayAPITarget] = GatewayAPITarget.Release.allCases.flatMap { release in
        GatewayAPITarget.Channel.allCases.flatMap { channel in
            GatewayAPITarget.APIVersion.allCases.map { version in
                GatewayAPITarget(release: release, channel: channel, version: version)
            }
        }
    }.filter { $0.unavailability == nil }

    static func check(_ bytes: [UInt8]) {
        let source = YAMLReader.sourceFile(name: "fuzz.yaml", bytes: bytes)
        let stream = YAMLReader.read(source)
        checkDiagnostics(stream.diagnostics)
        let broken = Set(stream.diagnostics.compactMap(\.document))
        for document in stream.documents where !broken.contains(document.number) {
            checkWriters(document.root.value)
        }
        checkRoutes(source, readable: stream.diagnostics.isEmpty)
    }

    private static func checkRoutes(_ source: SourceFile, readable: Bool) {
        // Another target for another text, but always the same for one, so that a finding can be run again.
        let sum = source.bytes.reduce(UInt8(0)) { $0 &+ $1 }
        var options = ManifestOptions()
        options.concurrency = 1
        options.target = sum < 128 ? .standard : targets[Int(sum) % targets.count]
        let set = load([.text(source)], options)
        checkDiagnostics(set.diagnostics)
        hold(set.isValid || !set.diagnostics.isEmpty, "it is invalid without a reason")
        hold(!set.isValid || !set.routes.isEmpty, "it is valid without a route")
        hold(!set.isValid || readable, "it is valid, although it is no YAML")
        for route in set.routes { check(route, options) }
    }

    private static func check(_ route: RouteManifest, _ options: ManifestOptions) {
        let object = route.rendered(options.target.version)
        checkWriters(object)
        let violations = TCPRouteSchema.object(options.target).violations(in: object)
        hold(violations.isEmpty, "an API server would refuse what is rendered: \(violations)")

        let effective = YAMLWriter.text(route.effective)
        let again = load([.text(SourceFile(name: "effective.yaml", text: effective))], options)
        hold(
            again.isValid && again.routes.count == 1,
            "the effective manifest is not valid: \(TextRenderer().render(again.diagnostics))\n\(effective)")
        for other in again.routes {
            hold(
                same(other.rendered(options.target.version), object),
                "the effective manifest renders something else:\n\(effective)")
        }
    }

    /// Runs the tool's own function, on its threads and with their stacks, and waits for it.
    static func load(_ inputs: [ManifestInput], _ options: ManifestOptions) -> ManifestSet {
        let result = Result()
        let done = DispatchSemaphore(value: 0)
        Task.detached {
            result.set = await ManifestSet.load(inputs, options)
            done.signal()
        }
        done.wait()
        return result.set
    }

    /// Written before the semaphore is signalled and read after it was waited for.
    private final class Result: @unchecked Sendable {
        var set = ManifestSet()
    }
}
