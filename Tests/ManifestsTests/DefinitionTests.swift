import Diagnostics
import Documents
import GatewayAPI
import Schemas
import Testing
import Values
import YAML

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Compares the schemas with the published CustomResourceDefinitions in `../shared/crds` beside the checkout.
struct DefinitionTests {
    static let folder = {
        let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(4).joined(separator: "/")
        return root + "/shared/crds/"
    }()

    static let files: [(name: String, release: GatewayAPITarget.Release, channel: GatewayAPITarget.Channel)] = [
        ("v0.8.1-experimental", .v0_8, .experimental), ("v1.0.0-experimental", .v1_0, .experimental),
        ("v1.1.1-experimental", .v1_1, .experimental), ("v1.2.1-experimental", .v1_2, .experimental),
        ("v1.3.0-experimental", .v1_3, .experimental), ("v1.4.1-experimental", .v1_4, .experimental),
        ("v1.5.1-experimental", .v1_5, .experimental), ("v1.6.1-experimental", .v1_6, .experimental),
        ("v1.6.1-standard", .v1_6, .standard),
    ]

    @Test(.enabled(if: access(folder, R_OK) == 0, "needs ../shared/crds"), arguments: files.map(\.name))
    func schemaIsTheDefinitions(name: String) throws {
        let file = try #require(Self.files.first { $0.name == name })
        let stream = YAMLReader.read(SourceFile(name: name, bytes: Self.read(Self.folder + name + "-tcproutes.yaml")))
        #expect(stream.diagnostics.isEmpty)
        let versions = stream.documents.first?.root.value["spec"]?["versions"]?.array ?? []
        #expect(!versions.isEmpty)
        for definition in versions {
            let version = try #require(definition["name"]?.string.flatMap(GatewayAPITarget.APIVersion.init))
            let target = GatewayAPITarget(release: file.release, channel: file.channel, version: version)
            let schema = TCPRouteSchema.object(target)
            let published = definition["schema"]?["openAPIV3Schema"] ?? .null
            #expect((definition["served"] == true) == target.isServed, "\(target)")
            for part in ["spec", "status"] {
                let path = FieldPath([.key(part)])
                let theirs = published["properties"]?[part] ?? .null
                let ours = schema[part]
                let differences = Self.differences(
                    Self.normalised(theirs), Self.normalised(ours?.openAPI() ?? .null), path)
                #expect(differences == [], "\(target)")
                #expect(Self.messages(theirs, path) == ours.map { Self.messages($0, path) }, "\(target)")
            }
            #expect(published["required"] == .array(schema.required.map(Value.string)))
        }
    }

    /// The texts for people and the rules are left out, and the order of the required fields.
    private static func normalised(_ value: Value) -> Value {
        switch value {
        case .object(let object):
            var result = Object()
            for (key, member) in object where key != "x-kubernetes-validations" {
                if key == "description", member.string != nil { continue }
                if key == "x-kubernetes-list-type", member == "atomic" { continue }
                if key == "required", let names = member.array {
                    result[key] = .array(names.compactMap(\.string).sorted().map(Value.string))
                } else {
                    result[key] = normalised(member)
                }
            }
            return .object(result)
        case .array(let array): return .array(array.map(normalised))
        default: return value
        }
    }

    private static func differences(_ theirs: Value?, _ ours: Value?, _ path: FieldPath) -> [String] {
        if case .object(let left)? = theirs, case .object(let right)? = ours {
            return Set(left.keys + right.keys).sorted().flatMap {
                differences(left[$0], right[$0], path.appending($0))
            }
        }
        if let theirs, let ours, theirs.isEquivalent(to: ours) { return [] }
        return ["\(path): \(theirs.map { JSONWriter.text($0) } ?? "-") ours \(ours.map { JSONWriter.text($0) } ?? "-")"]
    }

    /// What the API server says where a rule is broken, by the field that has the rule.
    private static func messages(_ published: Value, _ path: FieldPath) -> Set<String> {
        var messages: Set<String> = []
        for rule in published["x-kubernetes-validations"]?.array ?? [] {
            messages.insert("\(path): \(rule["message"]?.string ?? "")")
        }
        for (name, property) in published["properties"]?.object ?? [:] {
            messages.formUnion(Self.messages(property, path.appending(name)))
        }
        if let items = published["items"] { messages.formUnion(Self.messages(items, path)) }
        return messages
    }

    private static func messages(_ schema: Schema, _ path: FieldPath) -> Set<String> {
        var messages = Set(schema.rules.map { "\(path): \($0.message)" })
        for property in schema.properties {
            messages.formUnion(Self.messages(property.schema, path.appending(property.name)))
        }
        if let items = schema.items { messages.formUnion(Self.messages(items, path)) }
        return messages
    }

    private static func read(_ path: String) -> [UInt8] {
        guard let file = fopen(path, "r") else { return [] }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = fread(&chunk, 1, chunk.count, file), count > 0 { bytes += chunk[..<count] }
        return bytes
    }
}
