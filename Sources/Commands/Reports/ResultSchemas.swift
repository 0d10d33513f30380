internal import Schemas
internal import Values

/// What commands print with `-o json`, in the structural schema's words.
enum ResultSchemas {
    static let all: [(name: String, title: String, schema: Schema)] = [
        ("validate", "Result of openmcf validate -o json", validate),
        ("explain", "Result of openmcf explain -o json", explain),
        ("plan", "Result of openmcf plan -o json, and a saved plan", plan),
        ("diff", "Result of openmcf diff -o json", diff),
        ("apply", "Result of openmcf apply -o json", apply),
        ("refresh", "Result of openmcf refresh -o json", refresh),
        ("outputs", "Result of openmcf outputs -o json", outputs),
        ("status", "Result of openmcf status -o json", status),
        ("get", "Result of openmcf get -o json", get),
        ("convert", "Result of openmcf convert -o json", convert),
        ("doctor", "Result of openmcf doctor -o json", doctor),
        ("route-outputs", "Result of openmcf outputs NAME -o json", routeOutputs),
        ("error", "Result of a command with -o json that failed", error),
    ]

    static let formatVersion = Schema.string("Version of the format; 1.x only ever gains fields.")

    static func counts(_ names: [String]) -> Schema {
        .object("How many of each.", required: names, names.map { ($0, .integer("", minimum: 0, format: .int64)) })
    }

    private static let location = Schema.object(
        "A place in a file.", required: ["line", "column", "offset"],
        [
            ("line", .integer("Line, from 1.", minimum: 1)),
            ("column", .integer("Column in Unicode scalars, from 1.", minimum: 1)),
            ("offset", .integer("Bytes from the start.", minimum: 0)),
        ])

    private static let range = Schema.object(
        "A range of a file.", required: ["start", "end"], [("start", location), ("end", location)])

    static let diagnostics = Schema.list(
        "What is wrong, in source order.",
        of: .object(
            "One problem.", required: ["severity", "code", "message"],
            [
                ("severity", .string("How bad it is.", oneOf: ["error", "warning", "note"])),
                ("code", .string("Stable name of the kind of problem.")),
                ("message", .string("What is wrong, and what is allowed.")),
                ("path", .string("Field of the manifest.")),
                ("file", .string("File, as it was given.")),
                ("document", .integer("Document of the file, from 0.", minimum: 0)),
                ("range", range),
                ("resource", .string("Route.")),
                ("help", .string("What to do.")),
                (
                    "related",
                    .list(
                        "Other places that belong to it.",
                        of: .object(
                            "", required: ["message", "file", "range"],
                            [("message", .string("")), ("file", .string("")), ("range", range)]))
                ),
            ]))

    static let resource = Schema.object(
        "A route on the cluster.", required: ["apiVersion", "kind", "name"],
        [
            ("apiVersion", .string("Version of the object.")), ("kind", .string("Kind of the object.")),
            ("namespace", .string("Namespace of the object.")), ("name", .string("Name of the object.")),
            ("uid", .string("Identity of the live object.")),
            ("resourceVersion", .string("Version of the live object that was looked at.")),
        ])

    static let deletion = Schema.object(
        "Set while the live route is being deleted.", required: ["since", "finalizers"],
        [
            ("since", .string("When the deletion was asked for.")),
            ("finalizers", .list("What holds it.", of: .string(""))),
        ])

    private static let validate = Schema.object(
        "", required: ["formatVersion", "valid", "manifests", "diagnostics"],
        [
            ("formatVersion", formatVersion), ("valid", Schema(.boolean, "Whether there is no error.")),
            ("manifests", .integer("KubernetesTcpRoute documents read.", minimum: 0)), ("diagnostics", diagnostics),
        ])

    /// What names a cluster.
    static let cluster: [(String, Schema)] = [
        ("cluster", .any("Cluster that was asked, for a person; null where none was.")),
        ("context", .string("Context of the kubeconfig, where one was used.")),
        ("server", .string("URL of the cluster's API server.")),
        (
            "clusterUID",
            .string(
                "What tells the cluster from others, where it says so; 'new-sandbox' for one that is not there yet.")
        ),
        ("sandbox", Schema(.boolean, "Set where it is the API server in openmcf.")),
    ]

    static let warnings = Schema.list(
        "Sentences for a person; those of the API server are in its own words.", of: .string(""))

    static func failure(_ description: String) -> Schema {
        .object(
            description, required: ["code", "message"],
            [
                ("code", .string("Stable name of the failure.")), ("message", .string("What failed.")),
                ("help", .string("What to do.")),
            ])
    }

    static let routeOutputs = Schema.object(
        "Stack outputs of a route.", required: ["routeName", "namespace"],
        [
            ("routeName", .string("Name of the TCPRoute.")),
            ("namespace", .string("Namespace of the TCPRoute.")),
        ])

    private static let outputs = Schema.object(
        "", required: ["formatVersion", "resources"],
        [
            ("formatVersion", formatVersion),
            (
                "resources",
                .list(
                    "One entry per route.",
                    of: .object(
                        "", required: ["name", "namespace", "outputs"],
                        [("name", .string("")), ("namespace", .string("")), ("outputs", routeOutputs)]))
            ),
        ])

    private static let error = Schema.object(
        "", required: ["formatVersion", "error", "diagnostics"],
        [
            ("formatVersion", formatVersion),
            ("error", failure("Why there is no result.")), ("diagnostics", diagnostics),
        ])
}
