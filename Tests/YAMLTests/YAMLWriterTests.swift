import Diagnostics
import Documents
import TestSupport
import Testing
import Values
import YAML

struct YAMLWriterTests {
    @Test func kubectlLikeObject() {
        let route: Value = [
            "apiVersion": "gateway.networking.k8s.io/v1alpha2", "kind": "TCPRoute",
            "metadata": [
                "name": "db", "labels": ["app.kubernetes.io/name": "tcproute", "on": "yes", "version": "1.10"],
                "annotations": ["note": "two\nlines\n", "empty": ""],
            ],
            "spec": [
                "parentRefs": [["group": "", "name": "gw", "port": 5432], ["name": "other"]],
                "rules": [["name": "r", "backendRefs": [["name": "a", "weight": 0]]], ["backendRefs": []]],
                "extra": [:],
            ],
            "lists": [[1, 2], [[3], []], [.null, true, .double(1.5)], [["a": ["b"]]]],
        ]
        #expect(
            YAMLWriter.text(route) == """
                apiVersion: gateway.networking.k8s.io/v1alpha2
                kind: TCPRoute
                metadata:
                  name: db
                  labels:
                    app.kubernetes.io/name: tcproute
                    "on": "yes"
                    version: "1.10"
                  annotations:
                    note: |
                      two
                      lines
                    empty: ""
                spec:
                  parentRefs:
                  - group: ""
                    name: gw
                    port: 5432
                  - name: other
                  rules:
                  - name: r
                    backendRefs:
                    - name: a
                      weight: 0
                  - backendRefs: []
                  extra: {}
                lists:
                - - 1
                  - 2
                - - - 3
                  - []
                - - null
                  - true
                  - 1.5
                - - a:
                    - b

                """)
    }

    @Test(arguments: [
        ("plain", "plain"), ("a b", "a b"), ("", "\"\""), (" a", "\" a\""), ("a ", "\"a \""), ("a: b", "\"a: b\""),
        ("a:b", "a:b"),
        ("a:", "\"a:\""), ("a #b", "\"a #b\""), ("a#b", "a#b"), ("#a", "\"#a\""), ("- a", "\"- a\""), ("-", "\"-\""),
        ("true", "\"true\""),
        ("no", "\"no\""), ("n", "\"n\""), ("null", "\"null\""), ("~", "\"~\""), ("5", "\"5\""), ("0x1F", "\"0x1F\""),
        ("1e3", "\"1e3\""),
        ("1_000", "\"1_000\""), (".5", "\".5\""), (".inf", "\".inf\""), ("12:30", "\"12:30\""),
        ("2001-01-01", "\"2001-01-01\""),
        ("2001-12-14 21:59:43", "\"2001-12-14 21:59:43\""), ("1_2:30", "\"1_2:30\""), ("10.0.0.1", "10.0.0.1"),
        ("v1.2", "v1.2"),
        ("<<", "\"<<\""), ("=", "\"=\""), ("é", "\"é\""), ("名😀", "\"名😀\""), ("tab\there", "\"tab\\there\""),
        ("\0", "\"\\u0000\""),
        ("\u{1B}", "\"\\u001b\""), ("\u{85}", "\"\\u0085\""), ("\u{2028}", "\"\\u2028\""), ("\u{FEFF}", "\"\\ufeff\""),
        ("\u{9F}", "\"\\u009f\""),
        ("\u{FFFF}", "\"\\uffff\""), ("\"q\"", "\"\\\"q\\\"\""), ("it's", "it's"), ("a\\b", "a\\b"),
        ("a,b", "a,b"), ("k:{\"a\":1}", "k:{\"a\":1}"), ("[a", "\"[a\""),
        ("{a}", "\"{a}\""), ("&a", "\"&a\""), ("*a", "\"*a\""), ("!a", "\"!a\""), ("|", "\"|\""), ("%a", "\"%a\""),
        ("@a", "\"@a\""), ("`a", "\"`a\""),
        ("---", "\"---\""), ("...", "\"...\""), ("... a", "\"... a\""), ("...a", "...a"), ("a\nb", "|-\n  a\n  b"),
        ("a\nb\n", "|\n  a\n  b"),
        ("a\n\nb", "|-\n  a\n\n  b"), ("\na", "\"\\na\""),
        (" a\nb", "\" a\\nb\""), ("a \nb", "\"a \\nb\""), ("a\n", "|\n  a"), ("a\n\n", "\"a\\n\\n\""),
        ("\n", "\"\\n\""), ("a\r\nb", "\"a\\r\\nb\""),
        ("a\n\tb", "\"a\\n\\tb\""), ("é\n名", "|-\n  é\n  名"), ("a\n  b", "|-\n  a\n    b"),
        (" \u{301}]\n", "\" \u{301}]\\n\""), ("a\n\u{600} \n", "\"a\\n\u{600} \\n\""),
        ("a\n \u{301}b", "|-\n  a\n   \u{301}b"),
    ])
    func strings(string: String, written: String) throws {
        #expect(YAMLWriter.text(["k": .string(string)]) == "k: \(written)\n")
        let read = YAMLReaderTests.read("k: \(written)\n")
        #expect(read.documents.first?.root["k"]?.string.map { Array($0.utf8) } == Array(string.utf8))
    }

    @Test(
        arguments: [
            (.null, "null\n"), (true, "true\n"), (5, "5\n"), (.double(1.5), "1.5\n"), (.double(1e300), "1e+300\n"),
            (.double(2), "2\n"),
            (.double(.infinity), ".inf\n"), (.double(-.infinity), "-.inf\n"), (.double(.nan), ".nan\n"), ("a", "a\n"),
            ([], "[]\n"),
            ([:], "{}\n"), ([1], "- 1\n"), ([[]], "- []\n"), ([[:]], "- {}\n"), (["a\nb"], "- |-\n  a\n  b\n"),
            ("a\nb", "|-\n  a\n  b\n"),
            ([["a": [:]]], "- a: {}\n"), (["a": "x\ny\n", "b": 1], "a: |\n  x\n  y\nb: 1\n"), (["": 1], "\"\": 1\n"),
            (["...": 1], "\"...\": 1\n"), ("... 4", "\"... 4\"\n"), ([["k": "x\ny"]], "- k: |-\n    x\n    y\n"),
            (["a": ["x\ny"]], "a:\n- |-\n  x\n  y\n"),
        ] as [(Value, String)])
    func documents(value: Value, text: String) {
        #expect(YAMLWriter.text(value) == text)
    }

    @Test func severalDocuments() {
        #expect(YAMLWriter.text(documents: [["a": 1], ["b": 2]]) == "a: 1\n---\nb: 2\n")
        #expect(YAMLWriter.text(documents: []) == "")
    }

    @Test func longKeysAndValuesReadBack() {
        let long = String(repeating: "key-", count: 500)
        let value: Value = [.init(long): .string(long), "x": ["y": .object(Object([(long + "\n", "v")]))]]
        #expect(YAMLReaderTests.read(YAMLWriter.text(value)).documents.first?.root.value == value)
    }

    @Test func readsBackWhatItWrites() {
        let seed = SeededGenerator.testSeed
        var values = RandomValues(seed: seed)
        for round in 0..<2000 {
            let value = values.value()
            let text = YAMLWriter.text(value)
            let stream = YAMLReaderTests.read(text)
            let read = stream.documents.first?.root.value
            #expect(
                stream.diagnostics.isEmpty && read.map { $0.isEquivalent(to: value) } == true,
                "seed \(seed), round \(round): \(JSONWriter.text(value))\n\(text)\(TextRenderer().render(stream.diagnostics))"
            )
            if stream.diagnostics.isEmpty == false { break }
        }
    }
}
