import KubernetesClient
import Planning
import SandboxSupport
import State
import TestSupport
import Testing
import Values

@testable import Applying

/// Whatever is wanted and whoever meddles: after an apply there is nothing left to do.
///
/// The server is the sandbox's, with its admission, its defaults and the ownership that it keeps; `SandboxTests` holds
/// what it does against recordings of a real one.
struct ConvergenceTests {
    /// A route in the few respects that change.
    private struct Wish {
        let parents: [String]
        let weights: [Int64]
        let labels: [String: String]

        init(_ random: inout SeededGenerator) {
            parents = (0..<Int.random(in: 1...3, using: &random)).map { "gw\($0)" }
            weights = (0..<Int.random(in: 1...4, using: &random)).map { _ in .random(in: 0...3, using: &random) }
            var labels: [String: String] = [:]
            for key in ConvergenceTests.labels where Bool.random(using: &random) {
                labels[key] = "v\(Int.random(in: 0...2, using: &random))"
            }
            self.labels = labels
        }

        /// The route as a user writes it.
        func manifest(_ name: String) -> String {
            let labels = labels.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: ", ")
            let parents = parents.map { "{name: \($0)}" }.joined(separator: ", ")
            let backends = weights.enumerated().map { "{name: b\($0), port: 5432, weight: \($1)}" }
            return """
                apiVersion: kubernetes.openmcf.org/v1
                kind: KubernetesTcpRoute
                metadata: {name: \(name), labels: {\(labels)}}
                spec:
                  namespace: db
                  parentRefs: [\(parents)]
                  rules: [{backendRefs: [\(backends.joined(separator: ", "))]}]
                ---

                """
        }

        var spec: Value {
            let backends = weights.enumerated().map { index, weight -> Value in
                ["name": .string("b\(index)"), "port": 5432, "weight": .int(weight)]
            }
            return [
                "parentRefs": .array(parents.map { ["name": .string($0)] }),
                "rules": [["backendRefs": .array(backends)]],
            ]
        }
    }

    private static let labels = ["team", "a.b/c", "tier"]

    /// What a wish says and an object does not have, and labels that neither it nor another manager asks for.
    ///
    /// Planner and server work out ownership by the same code: this is what shows an error that they would share.
    private static func shortcomings(of object: Value?, for wish: Wish) -> [String] {
        let spec = object?["spec"]
        let backends = spec?["rules"]?.array?.first?["backendRefs"]?.array ?? []
        var found: [String] = []
        if spec?["parentRefs"]?.array?.map({ $0["name"]?.string }) != wish.parents { found.append("parents") }
        if backends.map({ $0["weight"]?.int }) != wish.weights { found.append("weights") }
        if backends.map({ $0["name"]?.string }) != wish.weights.indices.map({ "b\($0)" }) { found.append("backends") }
        let metadata = object?["metadata"]
        let others = (metadata?["managedFields"]?.array ?? []).filter { $0["manager"] != "openmcf" }
        for label in labels {
            let value = metadata?["labels"]?[label]?.string
            let isOthers = others.contains { $0["fieldsV1"]?["f:metadata"]?["f:labels"]?["f:\(label)"] != nil }
            if let wanted = wish.labels[label] {
                if value != wanted { found.append("\(label) is \(value ?? "missing"), not \(wanted)") }
            } else if value != nil, !isOthers {
                found.append("\(label) was left")
            }
        }
        return found
    }

    /// A stack that was applied before: one without a state would be another one in each plan.
    private static func stack(_ client: KubernetesClient) async throws -> TestStack {
        let stack = try TestStack(client)
        try await stack.apply(document("first"))
        return stack
    }

    private static func takeOver(_ options: inout ApplierOptions) {
        options.takeover.adopts = true
        options.takeover.forcesConflicts = true
    }

    /// Applies a route, or what little of one is given, as another manager, which takes what it names.
    private static func serverSide(
        _ cluster: TestCluster, _ name: String, as manager: String, _ members: Value
    ) async {
        var object: Value = ["apiVersion": "gateway.networking.k8s.io/v1alpha2", "kind": "TCPRoute"]
        for (key, value) in members.object ?? [:] { object.set(key, value) }
        object.withMember("metadata") { metadata in
            var all = metadata ?? [:]
            all.set("name", .string(name))
            metadata = all
        }
        await cluster.send(
            "PATCH", "\(TestCluster.routes)/\(name)?fieldManager=\(manager)&force=true", object,
            type: "application/apply-patch+yaml")
    }

    private static func meddle(_ cluster: TestCluster, _ name: String, _ random: inout SeededGenerator) async {
        let other = Wish(&random)
        switch Int.random(in: 0...4, using: &random) {
        case 0: await cluster.patch(name, ["spec": other.spec], as: "kubectl-edit")
        case 1: await cluster.send("DELETE", "\(TestCluster.routes)/\(name)", .null)
        case 2: await cluster.patch(name, ["metadata": ["labels": ["theirs": "x"]]], as: "kubectl-label")
        case 3:
            let labels = Object(other.labels.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })
            await serverSide(
                cluster, name, as: "argocd", ["metadata": ["labels": .object(labels)], "spec": other.spec])
        default: break
        }
    }

    /// Adds what the route's manifest does not set, as one client or another.
    private static func add(
        _ cluster: TestCluster, _ name: String, _ mark: String, _ random: inout SeededGenerator
    ) async {
        let key = "theirs.example/\(mark)"
        let manager = ["kubectl-edit", "argocd", "istio"][Int.random(in: 0...2, using: &random)]
        switch Int.random(in: 0...4, using: &random) {
        case 0: await cluster.patch(name, ["metadata": ["labels": .object([key: "x"])]], as: manager)
        case 1: await cluster.patch(name, ["metadata": ["annotations": .object([key: "x"])]], as: manager)
        case 2: await cluster.patch(name, ["metadata": ["finalizers": [.string(key)]]], as: manager)
        case 3: await serverSide(cluster, name, as: manager, ["metadata": ["labels": .object([key: "y"])]])
        default: await cluster.patch(name, ["spec": ["useDefaultGateways": "All"]], as: manager)
        }
    }

    private static func withoutServerFields(_ object: Value?) -> Value {
        var object = object ?? .null
        object.set("status", nil)
        object.withMember("metadata") { metadata in
            for field in ["uid", "resourceVersion", "creationTimestamp", "generation", "managedFields"] {
                metadata?.set(field, nil)
            }
        }
        return object
    }

    @Test func planIsEmptyAfterApply() async throws {
        let seed = SeededGenerator.testSeed
        try await TestCluster.run { cluster, client, _ in
            var random = SeededGenerator(seed: seed)
            let stack = try await Self.stack(client)
            var seen: Set<Change.Action> = []
            for round in 0..<40 {
                let name = "r\(round % 4)"
                let context = "seed \(seed), round \(round)"
                await Self.meddle(cluster, name, &random)
                let wish = Wish(&random)
                let wanted = wish.manifest(name)
                let change = try #require(try await stack.plan(wanted).changes.first)
                seen.insert(change.action)
                try await stack.apply(wanted, Self.takeOver)
                #expect(Self.shortcomings(of: await cluster.route(name), for: wish) == [], "\(context)")
                if change.action != .unchanged {
                    let stored = Self.withoutServerFields(await cluster.route(name))
                    #expect(
                        change.after.map { FieldDifference.between($0, stored) } == [],
                        "\(context): the plan foretells the object")
                }
                let again = try await stack.plan(wanted)
                #expect(again.changes.map(\.action) == [.unchanged], "\(context): \(again.changes.map(\.fields))")
                #expect(again.drift.isEmpty, "\(context): \(again.drift.map(\.fields))")
                let stateless = try await Stack.open(
                    StateSnapshot(lineage: try stack.lineage()), client, parallelism: 4, stateName: "none"
                ).plan(try await manifests(wanted), prunes: false)
                #expect(stateless.changes.map(\.action) == [.unchanged], "\(context): without a state")
            }
            #expect(seen.isSuperset(of: [.create, .update]))
        }
    }

    /// Somebody else adds what the manifest does not set, in whatever way; a plan finds nothing to do all the same.
    @Test func planIsEmptyWhateverOthersAdd() async throws {
        let seed = SeededGenerator.testSeed
        try await TestCluster.run { cluster, client, _ in
            var random = SeededGenerator(seed: seed)
            let stack = try await Self.stack(client)
            for round in 0..<10 {
                let name = "r\(round)"
                let wanted = Wish(&random).manifest(name)
                try await stack.apply(wanted)
                for step in 0..<3 {
                    let before = await cluster.route(name)
                    await Self.add(cluster, name, "\(step)", &random)
                    let context = "seed \(seed), round \(round), step \(step)"
                    // `useDefaultGateways` is the one addition that may be there already.
                    let after = try #require(await cluster.route(name))
                    #expect(after != before || after["spec"]?["useDefaultGateways"] == "All", "\(context)")
                    let plan = try await stack.plan(wanted)
                    #expect(plan.changes.map(\.action) == [.unchanged], "\(context): \(plan.changes.map(\.fields))")
                    #expect(plan.drift.isEmpty, "\(context): \(plan.drift.map(\.fields))")
                    #expect(!plan.isRefused, "\(context)")
                }
            }
        }
    }

    /// A plan that was saved does what it said, and then there is nothing left to do.
    @Test func aPlanThatIsReadBackIsTheSame() async throws {
        let seed = SeededGenerator.testSeed
        try await TestCluster.run { cluster, client, _ in
            var random = SeededGenerator(seed: seed)
            let stack = try await Self.stack(client)
            for round in 0..<10 {
                let wanted = Wish(&random).manifest("r")
                let plan = try await stack.plan(wanted)
                let read = try PlanCodec.plan(PlanCodec.value(of: plan))
                #expect(read.changes.map(\.action) == plan.changes.map(\.action), "seed \(seed), round \(round)")
                // A saved plan keeps what an update changes; what a create writes is the object.
                for (one, other) in zip(read.changes, plan.changes) where other.action == .update {
                    #expect(one.fields.map(\.path) == other.fields.map(\.path), "seed \(seed), round \(round)")
                    #expect(one.fields.map(\.after) == other.fields.map(\.after), "seed \(seed), round \(round)")
                }
                _ = try await stack.apply(saved: plan)
                let again = try await stack.plan(wanted)
                #expect(again.changes.map(\.action) == [.unchanged], "seed \(seed), round \(round)")
            }
        }
    }
}
