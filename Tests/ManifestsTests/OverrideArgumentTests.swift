import Diagnostics
import Manifests
import Testing

/// Arguments of `--set` that cannot be read at all.
struct OverrideArgumentTests {
    @Test(arguments: [
        (
            "x",
            """
            --set:1:1: error: '--set' takes path=value [invalid-override]
              1 | x
                | ^
              help: for example --set spec.rules[0].backendRefs[0].weight=20

            """
        ),
        (
            "",
            """
            --set:1:1: error: '--set' takes path=value [invalid-override]
              1 | 
                | ^
              help: for example --set spec.rules[0].backendRefs[0].weight=20

            """
        ),
        (
            "=x",
            """
            --set:1:1: error: this is no field path: the path is empty [invalid-override]
              1 | =x
                | ^

            """
        ),
        (
            "a..b=1",
            """
            --set:1:3: error: this is no field path: a step of the path is empty [invalid-override]
              1 | a..b=1
                |   ^

            """
        ),
        (
            "a=[1",
            """
            --set:1:5: error: the value cannot be read: the text is not YAML: did not find expected ',' or ']' [invalid-override]
              1 | a=[1
                |     ^

            """
        ),
        (
            "a=*x",
            """
            --set:1:3: error: the value cannot be read: the alias '*x' has no anchor '&x' before it in this document [invalid-override]
              1 | a=*x
                |   ^

            """
        ),
        (
            "a=1\n---\n2",
            """
            --set:1:3: error: the value holds several YAML documents [invalid-override]
              1 | a=1
                |   ^

            """
        ),
    ])
    func refusesWhatCannotBeRead(argument: String, expected: String) {
        let error = #expect(throws: DiagnosticError.self) { try Override(argument: argument) }
        #expect(error.map { TextRenderer().render($0.diagnostic) } == expected)
    }
}
