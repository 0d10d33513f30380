import Planning
import TestSupport
import Testing
import Values

/// Whatever is wanted and whoever meddles: after an apply there is nothing left to do.
struct ConvergenceTests {
    private struct Generator {
        var random: SeededGenerator

        mutating func object(_ name: String) -> Value {
            let weights = (0..<Int.random(in: 1...4, using: &random)).map { _ in Int64.random(in: 0...3, using: &random)
            }
            var labels = Object()
            for key in ["team", "a.b/c", "tier"] where Bool.random(using: &random) {
                labels[key] = .string("v\(Int.random(in: 0...2, using: &random))")
            }
            let parents = (0..<Int.random(in: 0...2, using: &random)).map { "gw\($0)" }
            return Routes.object(name, weights: weights, labels: labels, parents: parents)
        }

        mutating func meddle(_ cluster: inout SimulatedCluster, _ name: String) {
            let other = object(name)
            switch Int.random(in: 0...4, using: &random) {
            case 0: cluster.edit(name, as: "kubectl-edit") { $0 = other }
            case 1: cluster.objects[SimulatedCluster.key(name)] = nil
            case 2:
                cluster.edit(name, as: "kubectl-label") { route in
                    route.withMember("metadata") { $0?.withMember("labels") { $0?.set("theirs", "x") } }
                }
            case 3: cluster.apply(other, as: "argocd")
            default: break
            }
        }
    }

    @Test func planIsEmptyAfterApply() {
        let seed = SeededGenerator.testSeed
        var generator = Generator(random: SeededGenerator(seed: seed))
        var cluster = SimulatedCluster()
        var applied: [String: Value] = [:]
        for round in 0..<150 {
            let name = "r\(round % 5)"
            generator.meddle(&cluster, name)
            let desired = generator.object(name)
            let plan = Routes.plan([desired], applied: applied[name].map { [$0] } ?? [], on: cluster)
            let change = plan.changes[0]
            let context = "seed \(seed), round \(round)"
            if change.action != .unchanged {
                cluster.apply(change.desired ?? .null)
                let stored = SimulatedCluster.withoutServerFields(cluster.objects[change.key] ?? .null)
                #expect(
                    change.after.map { FieldDifference.between($0, stored) } == [],
                    "\(context): the plan foretells the object")
            }
            applied[name] = desired
            let again = Routes.plan([desired], applied: [desired], on: cluster)
            #expect(again.changes.map(\.action) == [.unchanged], "\(context): \(again.changes[0].fields)")
            #expect(again.drift.isEmpty, "\(context): \(again.drift.map(\.fields))")
            let stateless = Routes.plan([desired], on: cluster)
            #expect(stateless.changes.map(\.action) == [.unchanged], "\(context): without a state")
        }
    }

    @Test func aPlanOfAPlanReadBackIsTheSame() throws {
        var generator = Generator(random: SeededGenerator(seed: 7))
        var cluster = SimulatedCluster()
        for round in 0..<30 {
            let desired = generator.object("r")
            let plan = Routes.plan([desired], on: cluster)
            let read = try PlanCodec.plan(PlanCodec.value(of: plan))
            #expect(read.changes.map(\.action) == plan.changes.map(\.action), "round \(round)")
            // A saved plan keeps what an update changes; what a create writes is the object.
            for (one, other) in zip(read.changes, plan.changes) where other.action == .update {
                #expect(one.fields.map(\.path) == other.fields.map(\.path), "round \(round)")
                #expect(one.fields.map(\.after) == other.fields.map(\.after), "round \(round)")
            }
            cluster.apply(read.changes[0].desired ?? .null)
            #expect(Routes.plan([desired], on: cluster).changes.map(\.action) == [.unchanged])
        }
    }
}
