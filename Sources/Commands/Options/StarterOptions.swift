internal import ArgumentParser
internal import Diagnostics
internal import Manifests
internal import Values

/// What the starter manifest is to hold.
struct StarterOptions: ParsableArguments {
    private static let defaults = StarterManifest()

    @Option(help: "Name of the route (default: \(Self.defaults.name)).")
    var name: String?

    @Option(help: "Namespace of the route (default: \(Self.defaults.namespace)).")
    var namespace: String?

    @Option(help: "Gateway that the route attaches to (default: \(Self.defaults.gateway)).")
    var gateway: String?

    @Option(help: "Namespace of the Gateway (default: the route's own).")
    var gatewayNamespace: String?

    @Option(help: "Listener of the Gateway (default: \(Self.defaults.listener)).")
    var listener: String?

    @Option(help: "Service that gets the connections (default: \(Self.defaults.backend)).")
    var backend: String?

    @Option(help: "Port of the Service (default: \(Self.defaults.port)).")
    var port: Int64?

    /// The manifest with the values of the flags, and with answers for the others where there is a terminal.
    func manifest(_ context: CommandContext) async throws(Failure) -> StarterManifest {
        var manifest = StarterManifest()
        let questions = self.questions
        for question in questions {
            // What a flag gives has its type already.
            if let given = question.given { _ = question.set(&manifest, given) }
        }
        try await check(manifest, questions)
        guard context.isInputTerminal, context.isErrorTerminal else { return manifest }
        for question in questions where question.given == nil { try await ask(question, &manifest, context) }
        return manifest
    }

    fileprivate func check(_ manifest: StarterManifest, _ questions: [StarterQuestion]) async throws(Failure) {
        let problems = await manifest.problems()
        let diagnostics = questions.compactMap { question in
            question.problem(among: problems).map { problem in
                Diagnostic(problem.code, "\(question.flag): \(problem.message)", help: problem.help)
            }
        }
        guard !diagnostics.isEmpty else { return }
        throw Failure(
            .usage, "nothing was written: \(English.count(diagnostics.count, "value")) cannot be used",
            diagnostics: diagnostics)
    }

    /// Asks until the answer is one that `validate` accepts.
    fileprivate func ask(
        _ question: StarterQuestion, _ manifest: inout StarterManifest, _ context: CommandContext
    ) async throws(Failure) {
        while true {
            guard let answer = context.ask(question.text, default: question.default) else {
                context.report("\n")
                throw Failure(.declined, "nothing was written: the questions were not answered")
            }
            var attempt = manifest
            guard answer == question.default || question.set(&attempt, answer) else {
                context.report("  \(printable(answer)) is no number\n")
                continue
            }
            guard let problem = question.problem(among: await attempt.problems()) else {
                manifest = attempt
                return
            }
            context.report("  \(printable(problem.message))\(problem.help.map { "; \(printable($0))" } ?? "")\n")
        }
    }
}

/// One value of the starter manifest: the flag that gives it, and the question for it.
private struct StarterQuestion {
    let flag: String
    let text: String
    let place: FieldPath
    let `default`: String
    let given: String?
    /// Puts an answer into the manifest; false where it cannot be one.
    let set: (inout StarterManifest, String) -> Bool

    /// The first problem of this value.
    func problem(among problems: [Diagnostic]) -> Diagnostic? {
        problems.first { $0.path?.isInside(place) ?? false }
    }
}

extension StarterOptions {
    fileprivate var questions: [StarterQuestion] {
        let defaults = Self.defaults
        func text(
            _ flag: String, _ text: String, _ place: FieldPath, _ given: String?,
            _ field: WritableKeyPath<StarterManifest, String>
        ) -> StarterQuestion {
            StarterQuestion(flag: flag, text: text, place: place, default: defaults[keyPath: field], given: given) {
                $0[keyPath: field] = $1
                return true
            }
        }
        typealias Place = StarterManifest.Place
        return [
            text("--name", "Name of the route", Place.name, name, \.name),
            text("--namespace", "Namespace of the route", Place.namespace, namespace, \.namespace),
            text("--gateway", "Gateway that it attaches to", Place.gateway, gateway, \.gateway),
            StarterQuestion(
                flag: "--gateway-namespace", text: "Namespace of the Gateway", place: Place.gatewayNamespace,
                default: "the route's own", given: gatewayNamespace
            ) {
                $0.gatewayNamespace = $1
                return true
            },
            text("--listener", "Listener of the Gateway", Place.listener, listener, \.listener),
            text("--backend", "Service that gets the connections", Place.backend, backend, \.backend),
            StarterQuestion(
                flag: "--port", text: "Port of the Service", place: Place.port, default: String(defaults.port),
                given: port.map { String($0) }
            ) {
                guard let number = Int64($1) else { return false }
                $0.port = number
                return true
            },
        ]
    }
}
