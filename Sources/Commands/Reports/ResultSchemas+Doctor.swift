internal import Applying
internal import Schemas

extension ResultSchemas {
    static let doctor = Schema.object(
        "", required: ["formatVersion", "cluster", "healthy", "summary", "checks"],
        [("formatVersion", formatVersion)] + cluster + [
            ("healthy", Schema(.boolean, "Whether no check failed.")),
            ("summary", counts(Check.Outcome.allCases.map(\.rawValue))),
            ("checks", .list("What was looked at, in this order.", of: check)),
        ])

    private static let check = Schema.object(
        "One check.", required: ["name", "outcome", "detail"],
        [
            ("name", .string("What was looked at.", oneOf: Check.Name.allCases.map(\.rawValue))),
            ("outcome", .string("How it is.", oneOf: Check.Outcome.allCases.map(\.rawValue))),
            ("namespace", .string("Namespace that it is about.")),
            ("detail", .string("What was found, in a sentence.")),
            ("notes", .list("What else there is to know, in sentences.", of: .string(""))),
            ("help", .string("What to do about it.")),
            ("facts", .map("What was found, for programs; docs/doctor.md lists the members.", of: .any(""))),
        ])
}
