import Diagnostics
import Documents
import GatewayAPI
import Manifests
import Schemas
import TestSupport
import Testing
import Values
import YAML

/// Whatever bytes come: no crash, every problem has a place, and what is valid is rendered so that it reads back.
struct MutationTests {
    static let fragments: [String] = [
        "\n", " ", "  ", "\t", ":", ": ", "- ", "? ", "[", "]", "{", "}", ",", "&a ", "*a", "<<: ", "<<: *a", "!!int ",
        "!!binary ", "|\n", ">-\n",
        "'", "\"", "\\u0000", "#", "---\n", "...\n", "%YAML 1.1\n", "\u{FEFF}", "é", "😀", "\0", "\r\n", "~", "null",
        "0x", "1e999", "!", "@",
        "valueFrom: {name: db}", "value: ", "parent_refs: ",
        "namespace: {valueFrom: {kind: KubernetesTcpRoute, name: db, fieldPath: spec.namespace}}",
    ]

    static let seeds = [RenderingTests.manifest, ReferenceTests.namespaces, OverrideTests.manifest].map {
        Array($0.utf8)
    }

    static func mutated(_ generator: inout SeededGenerator) -> [UInt8] {
        var bytes = seeds.randomElement(using: &generator) ?? []
        for _ in 0...Int.random(in: 0...4, using: &generator) {
            let position = Int.random(in: 0...bytes.count, using: &generator)
            switch Int.random(in: 0...3, using: &generator) {
            case 0:
                bytes.insert(contentsOf: Array((fragments.randomElement(using: &generator) ?? "").utf8), at: position)
            case 1:
                bytes.removeSubrange(position..<min(bytes.count, position + Int.random(in: 0...12, using: &generator)))
            case 2: bytes.insert(UInt8.random(in: 0...255, using: &generator), at: position)
            default:
                let end = min(bytes.count, position + Int.random(in: 0...40, using: &generator))
                let copy = Array(bytes[position..<end])
                bytes.insert(contentsOf: copy, at: Int.random(in: 0...bytes.count, using: &generator))
            }
        }
        return bytes
    }

    @Test func nothingCrashes() async {
        let seed = SeededGenerator.testSeed
        var generator = SeededGenerator(seed: seed)
        for round in 0..<1000 {
            let bytes = Self.mutated(&generator)
            let source = YAMLReader.sourceFile(name: "f.yaml", bytes: bytes)
            let set = await ManifestSet.load([.text(source)], ManifestOptions())
            let context = "seed \(seed), round \(round)"
            #expect(TextRenderer().render(set.diagnostics).isEmpty == set.diagnostics.isEmpty)
            for diagnostic in set.diagnostics {
                if let range = diagnostic.range {
                    #expect(
                        range.start <= range.end && range.start <= source.bytes.count,
                        "\(context): \(diagnostic.message)")
                }
            }
            #expect(set.isValid || !set.diagnostics.isEmpty)
            for route in set.routes {
                let object = route.rendered(.v1alpha2)
                let read = YAMLReader.read(SourceFile(name: "r", text: YAMLWriter.text(object))).documents.first?.root
                    .value
                #expect(read.map { $0.isEquivalent(to: object) } == true, "\(context)")
                #expect(!TCPRoute.violations(object), "\(context)")
            }
        }
    }

    private enum TCPRoute {
        /// Whether an API server would refuse the object.
        static func violations(_ object: Value) -> Bool {
            !TCPRouteSchema.object(.standard).violations(in: object).isEmpty
        }
    }
}
