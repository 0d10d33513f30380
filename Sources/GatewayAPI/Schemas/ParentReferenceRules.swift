internal import Diagnostics
internal import Schemas
internal import Values

/// Two references to one parent must name different listeners: the rules on `parentRefs`.
///
/// How releases and channels tell listeners apart differs in small ways.
enum ParentReferenceRules {
    enum Distinction {
        /// The standard channel: by section name alone.
        case sectionName
        /// The experimental channel since v1.0: by section name and port, both references setting the same ones.
        case sameFields
        /// v0.8: by section name or port, each reference setting one of them.
        case anyField

        var comparesPorts: Bool { self != .sectionName }
    }

    static func rules(_ distinction: Distinction) -> [CrossFieldRule] {
        let comparingPorts = distinction.comparesPorts
        let fields = comparingPorts ? "sectionName or port" : "sectionName"
        let condition = "when parentRefs includes 2 or more references to the same parent"
        var rules = [
            CrossFieldRule(.parentListenerRequired, message: "\(fields) must be specified \(condition)") {
                findings(in: $0) { one, other in
                    let agree =
                        switch distinction {
                        case .sectionName: (one.section == nil) == (other.section == nil)
                        case .sameFields:
                            (one.section == nil) == (other.section == nil) && (one.port == nil) == (other.port == nil)
                        case .anyField: one.namesListener == other.namesListener
                        }
                    return agree
                        ? nil
                        : "two references to \(one.text) must both name their listener by the same fields (\(fields))"
                }
            },
            CrossFieldRule(.duplicateParent, message: "\(fields) must be unique \(condition)") {
                findings(in: $0) { one, other in
                    let same = one.section == other.section && (!comparingPorts || one.port == other.port)
                    return same ? "\(one.text) is already a parent of this route: \(fields) must differ" : nil
                }
            },
        ]
        for index in rules.indices { rules[index].unguarded = ["group", "kind", "name"] }
        return rules
    }

    private struct Parent {
        let group, kind, name: Value?
        let namespace, section, port: Value?

        init(_ reference: Value) {
            func set(_ field: String) -> Value? {
                let value = reference[field]
                return value == "" || value == 0 ? nil : value
            }
            group = reference["group"]
            kind = reference["kind"]
            name = reference["name"]
            namespace = set("namespace")
            section = set("sectionName")
            port = set("port")
        }

        func isSameObject(as other: Parent) -> Bool {
            name != nil && group == other.group && kind == other.kind && name == other.name
                && namespace == other.namespace
        }

        var namesListener: Bool { section != nil || port != nil }

        var text: String { "\(kind?.string ?? "parent") '\(name?.string ?? "")'" }
    }

    /// Reports a reference once, against the first earlier one that it clashes with.
    private static func findings(
        in references: Value, _ clash: (Parent, Parent) -> String?
    ) -> [CrossFieldRule.Finding] {
        guard let references = references.array, references.count > 1 else { return [] }
        // Far more than there may be: each is compared with all before it.
        let parents = references.prefix(100).map(Parent.init)
        var findings: [CrossFieldRule.Finding] = []
        for (index, parent) in parents.enumerated() {
            for (earlier, other) in parents[..<index].enumerated() where parent.isSameObject(as: other) {
                guard let explanation = clash(parent, other) else { continue }
                findings.append(
                    CrossFieldRule.Finding(
                        FieldPath([.index(index)]), explanation, related: FieldPath([.index(earlier)]),
                        help: "name one listener per reference with 'sectionName:', or drop the second reference"))
                break
            }
        }
        return findings
    }
}
