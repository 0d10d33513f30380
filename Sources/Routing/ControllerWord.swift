package import GatewayAPI

/// What the controller of a Gateway says of whether it accepts a route.
package enum ControllerWord: Sendable, Equatable {
    /// Nothing at all.
    case nothing
    /// It speaks of an earlier version of the route.
    case outdated
    /// It has not decided yet.
    case pending
    case accepted
    /// It will not have the route, and why.
    case refused(ConditionView)
}

extension RouteView {
    /// What a controller says of the route, for the parents that are meant.
    ///
    /// Where the controller is not known, whoever speaks counts, and only what all of them refuse is refused.
    package func word(of controller: Controller, where isMeant: (ParentReference) -> Bool) -> ControllerWord {
        let entries = status.filter { controller.mayBe($0.controller) && isMeant($0.reference) }
        guard !entries.isEmpty else { return .nothing }
        let said = entries.compactMap { entry in entry.conditions.first { $0.type == "Accepted" } }
        let current = said.filter { $0.freshness(for: generation) == .current }
        guard let first = current.first else { return said.isEmpty ? .pending : .outdated }
        if current.allSatisfy(\.isRefusal) { return .refused(first) }
        return current.contains { $0.status == "True" } ? .accepted : .pending
    }
}

extension Controller {
    /// Whether an entry of this controller's name in a status counts.
    fileprivate func mayBe(_ name: String) -> Bool { if case .other(let known) = self { known == name } else { true } }
}

extension ConditionView {
    /// How the generation that a condition of a route speaks of compares with the route's.
    enum Freshness { case current, behind, ahead }

    /// Of a condition that names no generation it is only certain that it means the first.
    func freshness(for generation: Int64?) -> Freshness {
        guard let generation else { return .current }
        guard let observedGeneration else { return generation <= 1 ? .current : .behind }
        return observedGeneration == generation ? .current : observedGeneration < generation ? .behind : .ahead
    }

    /// Whether it is a no, rather than that nothing is decided.
    fileprivate var isRefusal: Bool { status == "False" && reason != "Pending" }
}
