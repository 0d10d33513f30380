import Diagnostics
import Documents
import TestSupport
import Testing
import Values
import YAML

@testable import Manifests

/// Comments on their way from objects to manifests: each is printed once, or counted as lost.
struct ConvertedCommentsTests {
    struct Result {
        let texts: [String]
        let values: [Value]
        let carried: Int
        let lost: Int

        /// The lines of each manifest that have a comment.
        var lines: [[String]] {
            texts.map { text in text.split(separator: "\n").map(String.init).filter { $0.contains("#") } }
        }
    }

    static func convert(
        _ text: String, stackInput: Bool = false, skipping: Bool = false, keepingReferences: Bool = false,
        _ note: String = ""
    ) async throws -> Result {
        var options = ManifestOptions()
        options.keepsComments = true
        options.keepsOpenShiftRoutes = true
        options.keepsReferences = keepingReferences
        options.defaultNamespace = DefaultNamespace("default", origin: "as -n says")
        let input = ManifestInput.text(YAMLReader.sourceFile(name: "f.yaml", bytes: Array(text.utf8)))
        let set = await ManifestSet.load([stackInput ? .stackInput(input) : input], options)
        try #require(set.isValid, "\(note)\n\(text)\n\(TextRenderer().render(set.diagnostics))")
        var conversion = ConversionOptions()
        conversion.skipsRefused = skipping
        let manifests = set.conversions(conversion).flatMap(\.manifests)
        return Result(
            texts: manifests.map(\.text), values: manifests.map(\.value),
            carried: manifests.reduce(0) { $0 + $1.comments.count },
            lost: manifests.reduce(0) { $0 + $1.lostComments })
    }

    private static let spec = "spec: {rules: [{backendRefs: [{name: x, port: 1}]}]}"

    /// A TCPRoute in block style, with a text in some of its lines.
    private static func route(_ name: String, indent: String = "") -> String {
        [
            "apiVersion: gateway.networking.k8s.io/v1", "kind: TCPRoute", "metadata: {name: \(name), namespace: db}",
            spec,
        ]
        .map { indent + $0 + "\n" }.joined()
    }

    private static func item(_ name: String) -> String { "-" + route(name, indent: "  ").dropFirst() }

    private static let service = "apiVersion: v1\nkind: Service\nmetadata: {name: s, namespace: db} # s\n"

    // MARK: Places

    struct Place: CustomTestStringConvertible {
        let testDescription: String
        let text: String
        /// The lines with comments of each manifest.
        let lines: [[String]]
        var lost = 0

        init(_ description: String, _ text: String, _ lines: [[String]], lost: Int = 0) {
            (testDescription, self.text, self.lines, self.lost) = (description, text, lines, lost)
        }
    }

    static let places = [
        Place(
            "around a document", "# licence\n\n# more\n---\n# head\n\(route("a"))# tail\n",
            [["# licence", "# more", "# head", "# tail"]]),
        Place("above the first document alone", "# head\n\(route("a"))", [["# head"]]),
        Place("beside a separator", "--- # sep\n\(route("a"))--- # next\n\(route("b"))", [["# sep"], ["# next"]]),
        Place(
            "between documents", "\(route("a"))# tail\n---\n# head\n\(route("b"))", [["# tail"], ["# head"]]),
        Place("behind the end of a document", "\(route("a"))... # end\n# after\n", [["# end", "# after"]]),
        Place(
            "in empty documents",
            "---\n# one\n---\n# two\n---\n\(route("a"))---\n# three\n---\n\(route("b"))---\n# four\n",
            [["# one", "# two"], ["# three", "# four"]]),
        Place("behind a byte order mark", "\u{FEFF}# head\n\(route("a"))", [["# head"]]),
        Place("behind a second byte order mark", "\(route("a"))---\n\u{FEFF}# head\n\(route("b"))", [[], ["# head"]]),
        Place("with CRs", "# head\r\n\(route("a").replacing("\n", with: "\r\n"))# tail\r\n", [["# head", "# tail"]]),
        Place(
            "of a list",
            """
            # head
            apiVersion: v1 # v
            # kind
            kind: List # k
            metadata: {} # m
            # items
            items: # i
            # first
            \(item("a"))# second
            \(item("b"))# tail
            """, [["# head", "# first"], ["# second", "# tail"]], lost: 6),
        Place(
            "behind items that are not last", "items:\n\(item("a"))# v\napiVersion: v1\nkind: List\n# tail\n",
            [["# tail"]], lost: 1),
        Place(
            "of a list whose first and last items are others",
            "# head\nkind: List\napiVersion: v1\nitems:\n# s\n- {apiVersion: v1, kind: Service, metadata: {name: s}}\n"
                + "# a\n\(item("a"))# t\n- {apiVersion: v1, kind: Service, metadata: {name: t}} # u\n# tail\n",
            [["# head", "# a", "# tail"]], lost: 3),
        Place("of others alone", "\(service)# tail\n---\n# a\n\(route("a"))", [["# a"]]),
        Place("a licence above others", "# licence\n---\n# s\n\(service)---\n\(route("a"))", [["# licence"]]),
        Place(
            "beside the dash and the bracket of an item",
            "kind: List\napiVersion: v1\nitems:\n- # dash\n\(route("a", indent: "  "))- { # open\n"
                + "  apiVersion: gateway.networking.k8s.io/v1, kind: TCPRoute, metadata: {name: b, namespace: db},\n"
                + "  spec: {rules: [{backendRefs: [{name: x, port: 1}]}]}} # close\n",
            [["# dash"], ["# open", "      port: 1 # close"]]),
        Place(
            "beside the indicators of blocks",
            """
            apiVersion: gateway.networking.k8s.io/v1
            kind: TCPRoute
            metadata:
              name: a
              namespace: db
              annotations:
                # one
                one: |- # two
                  # text
                  more # text
                # three
                two: &anchor >- # four
                  # text
                three: &other # five
                  "a # b"
                four: !!str # six
                  # seven
                  | # eight
                  # text
                five: |+ # nine
                  # text

            \(spec)
            """,
            [
                [
                    "    # one", "    one: |- # two", "      # text", "      more # text", "    # three",
                    "    two: \"# text\" # four", "    three: \"a # b\" # five", "    four: | # six", "      # text",
                    "    # seven",
                    "    # eight", "    five: \"# text\\n\\n\" # nine",
                ]
            ]),
        Place(
            "beside merge keys and aliases",
            """
            apiVersion: gateway.networking.k8s.io/v1
            kind: TCPRoute
            metadata:
              name: a
              namespace: db
              labels: &l # anchor
                app: x # x
              annotations: *l # alias
            spec:
              rules:
              - backendRefs:
                - &be
                  name: a # na
                  port: 1
                - <<: *be # merge
                  name: b # nb
                - <<: {port: 3, "name": "x # y"} # inline
                  name: c
                - *be # again
            """,
            [
                [
                    "  labels: # anchor", "    app: x # x", "  annotations: # alias", "    - name: a # na",
                    "    # merge", "    - name: b # nb", "    # inline", "    # again",
                ]
            ]),
        Place(
            "of names as mappings, in either spelling",
            """
            apiVersion: kubernetes.planton.dev/v1
            kind: KubernetesTcpRoute
            metadata: {name: a}
            spec:
              # above
              namespace: {value: db} # namespace
              parent_refs: # parents
              - name: # name
                  # value
                  value: gw # gw
                section_name: tcp # section
              rules:
              - backend_refs:
                - name: # backend
                    value_from: # reference
                      kind: KubernetesPostgres # kind
                      name: main # main
                      field_path: spec.x # path
                  port: 1
            """,
            [
                [
                    "  # above", "  namespace: db # namespace", "  parentRefs: # parents", "  # value",
                    "  - name: gw # name # gw", "    sectionName: tcp # section", "    - name: # backend",
                    "        valueFrom: # reference", "          kind: KubernetesPostgres # kind",
                    "          name: main # main", "          fieldPath: spec.x # path",
                ]
            ]),
        Place(
            "of a Route of OpenShift",
            """
            apiVersion: route.openshift.io/v1
            kind: Route
            metadata: {name: a, namespace: db}
            spec:
              to: # to
                kind: Service
                name: s # name
              port: {targetPort: 5} # port
              tls: {termination: passthrough} # tls
            # tail
            """, [["    # to", "    - name: s # name", "      port: 5 # port", "# tail"]], lost: 1),
        Place(
            "where other line breaks end them",
            "# nel\u{85}# ls\u{2028}# ps\u{2029}# cr\rapiVersion: gateway.networking.k8s.io/v1 # v\u{85}kind: TCPRoute\n"
                + "metadata: {name: a, namespace: db}\n\(spec)",
            [["# nel", "# ls", "# ps", "# cr", "apiVersion: kubernetes.openmcf.org/v1 # v"]]),
    ]

    @Test(arguments: places)
    func everyPlace(place: Place) async throws {
        let result = try await Self.convert(place.text, keepingReferences: true)
        #expect(result.lines == place.lines)
        #expect(result.lost == place.lost)
        try Self.expectSameValues(result, place.testDescription)
    }

    /// What is written reads back as the value, and as what is written without comments.
    private static func expectSameValues(_ result: Result, _ note: String) throws {
        for (text, value) in zip(result.texts, result.values) {
            let stream = YAMLReader.read(SourceFile(name: "w.yaml", text: text))
            try #require(stream.diagnostics.isEmpty, "\(note)\n\(text)")
            #expect(stream.documents.map(\.root.value) == [value], "\(note)\n\(text)")
            #expect(
                YAMLReader.read(SourceFile(name: "p.yaml", text: YAMLWriter.text(value))).documents.map(\.root.value)
                    == [value])
        }
    }

    @Test func ofAStackInput() async throws {
        let text = "# head\nprovider: {} # p\n# target\ntarget: # t\n\(Self.route("a", indent: "  "))# tail\n"
        let result = try await Self.convert(text, stackInput: true)
        #expect(result.lines == [["# head", "# target", "# t", "# tail"]])
        #expect(result.lost == 1)
    }

    @Test func whatIsSkippedIsCountedWhereOthersOfTheDocumentAreConverted() async throws {
        let refused = Self.item("b").replacing("namespace: db", with: "namespace: db, finalizers: [x.y/z]")
        let list = "apiVersion: v1\nkind: List\nitems:\n# a\n\(Self.item("a"))# b\n\(refused)# tail\n"
        let text =
            "\(list)---\n# b\n\(refused.dropFirst(2).replacing("\n  ", with: "\n").replacing("name: b", with: "name: c"))"
        let result = try await Self.convert(text, skipping: true)
        #expect(result.lines == [["# a", "# tail"]])
        #expect(result.lost == 1)
    }

    // MARK: Texts of others

    private static func json(_ name: String, note: String) -> String {
        #"{"apiVersion":"gateway.networking.k8s.io/v1","kind":"TCPRoute","metadata":{"name":"\#(name)","namespace":"db","#
            + #""annotations":{"note":"\#(note)"}},"spec":{"rules":[{"backendRefs":[{"name":"x","port":1}]}]}}"#
    }

    private static func list(_ items: [String]) -> String {
        #"{"apiVersion":"v1","kind":"List","items":["# + items.joined(separator: ",") + "]}"
    }

    /// No text of one object becomes a comment of another, also where all share a line.
    @Test(arguments: ["see #5, pw=hunter2", "a #b\u{2028}spec: {useDefaultGateways: All}", "# all"], ["", "# end\n"])
    func textsAreNoComments(note: String, end: String) async throws {
        func text(_ first: String, _ second: String) -> String {
            Self.list([Self.json(first, note: note), Self.json(second, note: "plain")]) + "\n"
        }
        for text in [text("one", "two"), text("one", "two") + "---\n" + text("three", "four")] {
            let result = try await Self.convert(text + end)
            #expect(result.carried == (end.isEmpty ? 0 : 1))
            #expect(result.lost == 0)
            #expect(!result.texts[1].contains("hunter2") && result.texts[1].contains("note: plain\n"))
            #expect(result.texts.last?.hasSuffix("port: 1\n" + end) == true)
            try Self.expectSameValues(result, text)
        }
    }

    /// Texts that a merge leaves out are texts nevertheless.
    @Test func textsThatAMergeLeavesOut() async throws {
        let text = """
            apiVersion: gateway.networking.k8s.io/v1
            kind: TCPRoute
            metadata: {name: a, namespace: db, annotations: {<<: {note: "x # y", two: 'z # z'}, note: mine}} # here
            \(Self.spec)
            """
        let result = try await Self.convert(text)
        #expect(result.carried == 1 && result.lost == 0)
        #expect(result.texts[0].contains("    two: \"z # z\""))
    }

    /// The work grows with the text, not with its square.
    @Test func manyItemsInALine() async throws {
        func time(_ count: Int) async throws -> Duration {
            let text = Self.list((0..<count).map { Self.json("r\($0)", note: "a #\($0)") }) + " # end"
            let clock = ContinuousClock()
            let start = clock.now
            let result = try await Self.convert(text)
            #expect(result.carried == 1 && result.texts.count == count)
            return clock.now - start
        }
        let few = try await time(250)
        let many = try await time(2000)
        #expect(many < few * 24, "\(few), \(many)")
    }
}
