internal import Values

/// A group of the API with the versions that it has.
struct APIGroup {
    /// Empty for the core of Kubernetes.
    let name: String
    /// The preferred one first.
    let versions: [String]

    /// A group with the versions of what is served.
    init(_ name: String, _ resources: [Resource]) {
        self.name = name
        let served = Set(resources.filter { $0.group == name }.map(\.version))
        versions = served.sorted { Self.rank($0) > Self.rank($1) }
    }

    var isCore: Bool { name.isEmpty }

    /// The steps of its path; the core is under `/api` with its one version.
    var path: [String] { isCore ? ["api"] : ["apis", name] }

    /// The group as a list of groups has it.
    var members: Object {
        let versions = versions.map { version -> Value in
            ["groupVersion": .string("\(name)/\(version)"), "version": .string(version)]
        }
        return ["name": .string(name), "versions": .array(versions), "preferredVersion": versions.first ?? [:]]
    }

    /// Higher for versions that are preferred: stable ones before betas before alphas, later ones before earlier ones.
    private static func rank(_ version: String) -> (stage: Int, major: Int, minor: Int) {
        let stages = ["alpha", "beta"]
        let numbers = version.split { !("0"..."9").contains($0) }.map { Int($0) ?? 0 }
        let stage = stages.firstIndex { version.contains($0) } ?? stages.count
        return (stage, numbers.first ?? 0, numbers.count > 1 ? numbers[1] : 0)
    }
}
