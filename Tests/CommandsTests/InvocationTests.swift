import Testing

@testable import Commands

/// Commands that a message names repeat what the user typed.
struct InvocationTests {
    private static let cases: [(typed: [String], text: String, completed: String)] = [
        (["plan", "a.yaml"], "run 'openmcf apply'", "run 'openmcf apply a.yaml'"),
        (
            ["apply", "-f", "a.yaml", "-R", "--state", "s.json"], "'openmcf plan', then",
            "'openmcf plan -f a.yaml -R --state s.json', then"
        ),
        (
            ["destroy", "--kubeconfig=k", "--kube-context", "c", "-y", "-o", "json", "-q"], "'openmcf plan --destroy'",
            "'openmcf plan --destroy --kubeconfig k --kube-context c'"
        ),
        (["delete", "--sandbox"], "'openmcf plan --destroy'", "'openmcf plan --destroy --sandbox'"),
        // What the other command does not have.
        (
            ["apply", "a.yaml", "--adopt", "--force-conflicts", "--prune"], "'openmcf diff'",
            "'openmcf diff a.yaml --adopt --force-conflicts --prune'"
        ),
        (["apply", "a.yaml", "--sandbox"], "'openmcf outputs'", "'openmcf outputs'"),
        (["outputs", "db", "namespace", "--state", "s"], "'openmcf apply'", "'openmcf apply --state s'"),
        (["outputs", "-f", "a.yaml"], "'openmcf apply' from", "'openmcf apply -f a.yaml' from"),
        // What the text says itself.
        (["apply", "plan.json", "--state", "s"], "'openmcf plan -f MANIFEST'", "'openmcf plan -f MANIFEST --state s'"),
        (["apply", "a.yaml", "--set", "spec.namespace=x"], "'openmcf plan b.yaml'", "'openmcf plan b.yaml'"),
        (["apply", "--prune", "a.yaml"], "'openmcf plan --prune'", "'openmcf plan --prune a.yaml'"),
        // Several, and in the midst of a sentence.
        (["plan", "x"], "a 'openmcf apply' b 'openmcf diff' c", "a 'openmcf apply x' b 'openmcf diff x' c"),
        // A shell would take these apart.
        (["apply", "my route.yaml"], "run 'openmcf plan'.", "run `openmcf plan 'my route.yaml'`."),
        (["apply", "-f", "$HOME/*.yaml"], "'openmcf plan'", "`openmcf plan -f '$HOME/*.yaml'`"),
        (["apply", "--", "-a.yaml"], "'openmcf plan'", "'openmcf plan ./-a.yaml'"),
        (["apply", "-f=-a.yaml"], "'openmcf plan'", "'openmcf plan -f=-a.yaml'"),
        (["apply", "-f", "-"], "'openmcf plan'", "'openmcf plan -f -'"),
        // Nothing to complete.
        (["apply", "a.yaml"], "'openmcf --help' lists", "'openmcf --help' lists"),
        (["apply", "a.yaml"], "'openmcf nope'", "'openmcf nope'"),
        (["apply", "a.yaml"], "an 'openmcf", "an 'openmcf"), (["nope", "a.yaml"], "'openmcf plan'", "'openmcf plan'"),
        ([], "'openmcf plan'", "'openmcf plan'"),
        // Passwords in URLs.
        (
            ["apply", "-f", "https://me:secret@example.com/a.yaml?token=secret"], "'openmcf plan'",
            "'openmcf plan -f https://example.com/a.yaml'"
        ),
    ]

    @Test(arguments: cases)
    func completing(typed: [String], text: String, completed: String) {
        #expect(Invocation(arguments: typed).completing(text) == completed)
    }

    @Test func aCommandOfItsOwnWords() {
        let invocation = Invocation(arguments: [
            "plan", "-f", "a.yaml", "--out", "p 1.json", "--state", "s", "--sandbox",
        ])
        #expect(invocation.command("apply", "p 1.json") == "openmcf apply 'p 1.json' --state s --sandbox")
    }

    /// A new flag that takes a secret has to be listed with those that are not repeated.
    @Test func secretsAreListed() {
        let names = Set(CommandGrammar.all.flatMap(\.arguments).flatMap(\.names))
        let telling = names.filter { name in ["token", "password", "secret"].contains { name.contains($0) } }
        #expect(telling.subtracting(Invocation.secrets).subtracting(["--token-file", "--token-auth-file"]).isEmpty)
    }
}
