internal import GatewayAPI

extension ParentJudge {
    func judge(_ entry: ParentStatusView) -> ParentVerdict {
        func condition(_ type: String) -> ConditionView? { entry.conditions.first { $0.type == type } }
        if let partial = condition("PartiallyInvalid"), partial.status == "True",
            partial.freshness(for: view.generation) == .current
        {
            return say(.rejected, partial.reason, partial.message, help: "correct what the message names")
        }
        guard let accepted = condition("Accepted") else {
            return say(.pending, "NotJudged", "\(entry.controller) has not accepted or refused it yet")
        }
        if let early = freshnessVerdict(accepted, entry) { return early }
        switch (accepted.status, accepted.reason) {
        case (_, "Pending"), ("Unknown", _):
            return say(.pending, accepted.reason, accepted.message)
        case ("False", _): return refused(accepted)
        default: break
        }
        if let refs = condition("ResolvedRefs") {
            if let early = freshnessVerdict(refs, entry) { return early }
            if refs.status == "False" { return unresolved(refs) }
            if refs.status != "True", goal == .ready { return say(.pending, refs.reason, refs.message) }
        } else if goal == .ready {
            return say(.pending, "RefsNotJudged", "\(entry.controller) has not looked at the backends yet")
        }
        return goal == .accepted ? acceptedEnough() : traffic()
    }

    private func freshnessVerdict(_ condition: ConditionView, _ entry: ParentStatusView) -> ParentVerdict? {
        switch condition.freshness(for: view.generation) {
        case .current: return nil
        case .ahead: return say(.pending, "Ahead", "\(entry.controller) has seen a later version than this")
        case .behind:
            let (seen, now) = (condition.observedGeneration, view.generation ?? 0)
            let words =
                seen.map { "\(entry.controller) has seen generation \($0) of \(now)" }
                ?? "\(entry.controller) does not say which generation it has seen; \(now) is the latest"
            return say(.stale, "Stale", words, help: "see whether the controller still runs")
        }
    }

    private func refused(_ accepted: ConditionView) -> ParentVerdict {
        let help: String? =
            switch accepted.reason {
            case "NoMatchingParent":
                gateway.map { "\(name) has the listeners \($0.listenerNames): name one with 'sectionName:'" }
            case "NotAllowedByListeners":
                "let the listener's allowedRoutes admit TCPRoutes of namespace '\(view.key.namespace)', or name another TCP listener"
            default: nil
            }
        return say(.rejected, accepted.reason, accepted.message, help: help)
    }

    private func unresolved(_ refs: ConditionView) -> ParentVerdict {
        let isFine = result.map { routing.resolvedRefs(of: number, for: $0) == .yes } ?? false
        if isFine {
            return say(
                .pending, refs.reason, "\(refs.message) (by now all of it is there; the controller has yet to see that)"
            )
        }
        var grants: [RequiredGrant] = []
        var problems: [String] = []
        var place: BackendPlace?
        for (rule, backends) in route.rules.enumerated() {
            for (index, backend) in backends.enumerated() {
                let namespace = backend.reference.key(from: view.key.namespace).namespace
                let needsGrant =
                    namespace != view.key.namespace && refs.reason == "RefNotPermitted" && backend.verdict != .yes
                if needsGrant {
                    grants.append(RequiredGrant(from: view.key.namespace, to: backend.reference, in: namespace))
                }
                if backend.verdict.isNo { problems.append(routing.problem(backend, in: view.key.namespace)) }
                if place == nil, needsGrant || backend.verdict.isNo { place = BackendPlace(rule: rule, index: index) }
            }
        }
        // What the controller named itself is not told once more.
        problems.removeAll(where: refs.message.contains)
        let help =
            !grants.isEmpty
            ? "apply this:" : problems.isEmpty ? "correct what the message names" : problems.joined(separator: "; ")
        var verdict = say(.rejected, refs.reason, refs.message, help: help, grants: grants)
        verdict.backend = place
        return verdict
    }

    private func acceptedEnough() -> ParentVerdict {
        if let shadow = shadow(attached.map(\.listener)) {
            return say(.ready, "Accepted", "accepted, but \(shadow.message)")
        }
        return say(.ready, "Accepted", "accepted")
    }
}
