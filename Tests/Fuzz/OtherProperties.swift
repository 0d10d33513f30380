import Diagnostics
import Documents
import GatewayAPI
import Manifests
import Values
import YAML

/// Bytes as JSON: what is read is written and read again, and YAML has it too.
enum JSONProperties {
    /// The levels that YAML reads.
    private static let depth = YAMLLimits().depth

    static func check(_ bytes: [UInt8]) {
        let value: Value
        do {
            let document = try JSONReader.read(SourceFile(name: "fuzz.json", bytes: bytes))
            value = document.root.value
        } catch {
            return hold(
                0 <= error.offset && error.offset <= bytes.count, "\(error) lies outside of \(bytes.count) bytes")
        }
        if value.depth < Self.depth {
            checkWriters(value)
        } else {
            let read = try? JSONReader.value(JSONWriter.bytes(value))
            hold(read.map { same($0, value) } == true, "JSON changes its value")
        }
    }
}

extension Value {
    fileprivate var depth: Int {
        switch self {
        case .array(let array): 1 + (array.map(\.depth).max() ?? 0)
        case .object(let object): 1 + (object.values.map(\.depth).max() ?? 0)
        default: 0
        }
    }
}

/// Bytes as the argument of `--set`, up to a line break, and the manifest that it changes, behind it.
enum OverrideProperties {
    private static let manifest = SourceFile(
        name: "base.yaml",
        text: """
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesTcpRoute
            metadata: {name: db, labels: {team: a}}
            spec:
              namespace: {value: apps}
              parent_refs: [{name: gw, sectionName: tcp}]
              rules:
              - backendRefs: [{name: a, port: 5432}, {name: {valueFrom: {name: x}}, port: 1}]

            """)

    static func check(_ bytes: [UInt8]) {
        let argument = String(decoding: bytes, as: UTF8.self)
        var options = ManifestOptions()
        options.concurrency = 1
        do {
            options.overrides = [try Override(argument: argument)]
        } catch {
            return checkDiagnostics([error.diagnostic])
        }
        for override in options.overrides {
            PathProperties.check(override.path)
            checkWriters(override.value)
        }
        let set = ManifestProperties.load([.text(manifest)], options)
        checkDiagnostics(set.diagnostics)
        hold(set.isValid == (set.routes.count == 1), "\(set.routes.count) routes, valid: \(set.isValid)")
        for route in set.routes { checkWriters(route.rendered(.v1alpha2)) }
    }
}

/// Bytes as a field path: it is written as it is read.
enum PathProperties {
    static func check(_ bytes: [UInt8]) {
        let text = String(decoding: bytes, as: UTF8.self)
        do {
            check(try FieldPath(parsing: text))
        } catch {
            hold(0 <= error.offset && error.offset <= text.utf8.count, "\(error) lies outside of the text")
        }
    }

    static func check(_ path: FieldPath) {
        let written = path.description
        hold((try? FieldPath(parsing: written)) == path, "the path \(path.elements) is written '\(written)'")
    }
}
